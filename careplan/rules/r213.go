package rules

import (
	"io"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r213 = Rule{
	ID: "R213", Clause: "A UPKIHON No.62, E06", Title: "家族構成の画像", Severity: careplan.Error,
	Next: "利用者基本情報と画像を、一緒にもう一度出力してください。",
	Why:  "The image named in No.62 is in the unit, has the unit's name parts and is a JPEG; an image that nobody names is a warning.",
	New: func(c *Check) Hooks {
		s := images{c: c, named: map[string]bool{}}
		return Hooks{Files: s.look, Wants: only(spec.UPKIHON), Record: s.record, End: s.end}
	},
}

// images compares the images of a unit with the names in 利用者基本情報.
type images struct {
	c     *Check
	named map[string]bool
}

// look checks that images are JPEG files: the first bytes say so.
func (s *images) look() {
	for _, f := range s.c.Unit.Files {
		if f.Name.Kind == spec.UPKIHON_IMAGE && !isJPEG(f) {
			s.c.File(f, kindLabel(spec.UPKIHON_IMAGE)+"が、JPEG形式ではありません。", Next("JPEG形式（.jpg）の画像に替えて、出力し直してください。"))
		}
	}
}

func isJPEG(f *careplan.File) bool {
	r, err := f.Source.Open()
	if err != nil {
		return true // unreadable input is not this rule's
	}
	defer r.Close()
	var start [3]byte
	_, err = io.ReadFull(r, start[:])
	return err == nil && start == [3]byte{0xFF, 0xD8, 0xFF}
}

func (s *images) record(v *Visit) {
	f := item(v.Layout, "family_image_filename")
	name := strings.ToLower(string(value(v, f)))
	if name == "" {
		return
	}
	s.named[name] = true
	for _, file := range s.c.Unit.Files {
		if strings.ToLower(file.Name.Text) == name {
			return
		}
	}
	s.c.Cell(v, f, cellLabel(v, f)+"の画像が、一緒に出力されていません。")
}

func (s *images) end() {
	if s.c.Unit.File(spec.UPKIHON) == nil || s.c.Broken(s.c.Unit.File(spec.UPKIHON)) {
		return
	}
	for _, f := range s.c.Unit.Files {
		if f.Name.Kind == spec.UPKIHON_IMAGE && !s.named[strings.ToLower(f.Name.Text)] && !s.c.Reported("R213", nil) {
			s.c.File(f, "画像を、利用者基本情報のどの行も使っていません。", As(careplan.Warning), Next("不要な画像なら、外して送ってください。"))
		}
	}
}
