package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"time"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/transform"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
)

const (
	codecClients = 1000
	codecRows    = 100
	benchToday   = careplan.Day("20250325")
)

// benchCodec measures reading, decoding, grouping and all rules over a clean 利用票 of
// 1,000 clients, against decoding and splitting alone with the usual libraries.
func benchCodec(_ context.Context, opts benchOptions, out func(measurement)) error {
	unit, err := benchUnit(1, codecClients, codecRows)
	if err != nil {
		return err
	}
	rows := 0
	for _, f := range unit {
		rows += f.rows
	}
	procs := runtime.GOMAXPROCS(1)
	ours, floors, err := codecRounds(unit, rows, opts.rounds)
	runtime.GOMAXPROCS(procs)
	if err != nil {
		return err
	}
	ratio, spread := ratios(ours, floors)
	note := fmt.Sprintf("K2 %d clients x %d rows, %d rows in all, GOMAXPROCS=1, floor = x/text transform + encoding/csv ReuseRecord", codecClients, codecRows, rows)
	out(measurement{Bench: "codec", Metric: "rows_per_s", Value: round(median(ours), 0), Unit: "1/s",
		Floor: round(median(floors), 0), Ratio: ratio, Spread: spread, Note: note})
	return codecParallel(unit, rows, procs, out)
}

// codecRounds alternates ours and the floor, so that both meet the same noise.
func codecRounds(unit []benchFile, rows, rounds int) ([]float64, []float64, error) {
	var ours, floors []float64
	for range rounds {
		runtime.GC()
		start := time.Now()
		if err := codecOurs(unit); err != nil {
			return nil, nil, err
		}
		ours = append(ours, float64(rows)/time.Since(start).Seconds())
		runtime.GC()
		start = time.Now()
		if err := codecFloor(unit); err != nil {
			return nil, nil, err
		}
		floors = append(floors, float64(rows)/time.Since(start).Seconds())
	}
	return ours, floors, nil
}

// codecOurs reads, decodes, groups and checks; a finding means the made-up unit is not
// clean and the measurement worthless.
func codecOurs(unit []benchFile) error {
	var files []*careplan.File
	for _, f := range unit {
		file, err := careplan.NewFile(f.name, careplan.Bytes(f.data))
		if err != nil {
			return fmt.Errorf("read bench file: %w", err)
		}
		files = append(files, file)
	}
	heap := careplan.Group(files)
	result := rules.CheckHeap(heap, rules.Tolerant, benchToday)
	if len(heap.Units) != 1 || result.Summary.Errors+result.Summary.Warnings > 0 {
		return fmt.Errorf("bench unit is not clean: %d errors, %d warnings", result.Summary.Errors, result.Summary.Warnings)
	}
	return decodeAll(heap.Units[0])
}

// decodeAll decodes every cell of every record, as a screen or a conversion does.
func decodeAll(u *careplan.Unit) error {
	for _, f := range u.Files {
		src, err := f.Source.Open()
		if err != nil {
			return fmt.Errorf("open bench file: %w", err)
		}
		r := careplan.NewReader(src)
		var text []byte
		for {
			rec, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return fmt.Errorf("read bench file: %w", err)
			}
			for i := range rec.Cells {
				text = careplan.AppendDecode(text[:0], rec.Cells[i].Value)
			}
		}
		src.Close()
	}
	return nil
}

// codecFloor decodes and splits with the usual libraries and checks nothing.
func codecFloor(unit []benchFile) error {
	for _, f := range unit {
		r := csv.NewReader(transform.NewReader(bytes.NewReader(f.data), japanese.ShiftJIS.NewDecoder()))
		r.ReuseRecord = true
		for {
			_, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return fmt.Errorf("read with encoding/csv: %w", err)
			}
		}
	}
	return nil
}

// codecParallel checks one unit per processor at the same time.
func codecParallel(unit []benchFile, rows, procs int, out func(measurement)) error {
	errs := make([]error, procs)
	var wg sync.WaitGroup
	start := time.Now()
	for i := range procs {
		wg.Go(func() { errs[i] = codecOurs(unit) })
	}
	wg.Wait()
	took := time.Since(start).Seconds()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	out(measurement{Bench: "codec", Metric: "rows_per_s_parallel", Value: round(float64(rows*procs)/took, 0), Unit: "1/s",
		Clients: procs, Note: fmt.Sprintf("one unit per processor, GOMAXPROCS=%d", procs)})
	return nil
}
