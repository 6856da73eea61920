package client_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"os"

	"github.com/tasuki-care/tasuki/client"
)

// A sealed letter is handed over. Whatever happens on the way, the same call may be made
// again: the hub gives the receipt it stored the first time.
func ExampleClient_Send() {
	hub := client.New("https://hub.example.jp:8443", &tls.Config{ /* roots of the hub, certificate of the terminal */ })
	send := func(ctx context.Context, path string) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		receipt, err := hub.Send(ctx, f, info.Size())
		fmt.Printf("%s\n", receipt)
		return err
	}
	_ = send
}
