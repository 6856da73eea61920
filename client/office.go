package client

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// List returns what happened in a mailbox after a cursor, waiting up to wait for news. It
// may return fewer lines than there are: call it again with the new cursor.
func (c *Client) List(ctx context.Context, box header.Address, after int64, limit int, wait time.Duration) ([]receipt.Entry, int64, error) {
	seconds := (wait + time.Second - 1) / time.Second
	query := url.Values{
		api.QueryAfter: {strconv.FormatInt(after, 10)},
		api.QueryLimit: {strconv.Itoa(min(max(limit, 0), api.MaxLines))},
		api.QueryWait:  {strconv.FormatInt(int64(min(max(seconds, 0), api.MaxWait)), 10)},
	}
	var m api.Mailbox
	if err := c.get(ctx, api.Path(api.RouteList, box.Office, box.Type)+"?"+query.Encode(), &m); err != nil {
		return nil, after, err
	}
	out := make([]receipt.Entry, 0, len(m.Entries))
	for _, e := range m.Entries {
		out = append(out, e.Entry())
	}
	return out, m.Next, nil
}

// Lookup finds a partner in the directory.
func (c *Client) Lookup(ctx context.Context, to header.Address) (receipt.Partner, error) {
	var p api.Partner
	err := c.get(ctx, api.Path(api.RouteLookup, to.Office, to.Type), &p)
	return p.Partner(), err
}

// PublishStatement announces the office's key of a new epoch.
func (c *Client) PublishStatement(ctx context.Context, st receipt.SignedStatement, keyring []byte) error {
	return c.post(ctx, api.Path(api.RouteStatement), api.StatementRequest{Statement: api.Signed(st), Keyring: keyring}, &api.Done{})
}

// Keyring returns the sealed secret of one of the own office's epochs.
func (c *Client) Keyring(ctx context.Context, epoch int) ([]byte, error) {
	var k api.Keyring
	err := c.get(ctx, api.Path(api.RouteKeyring, strconv.Itoa(epoch)), &k)
	return k.Keyring, err
}

// Checkpoint returns the newest signed head of the log.
func (c *Client) Checkpoint(ctx context.Context) ([]byte, error) {
	return c.text(ctx, api.Path(api.RouteCheckpoint))
}
