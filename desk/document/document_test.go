package document_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/tasuki-care/tasuki/desk/document"
)

func mustCheck(t *testing.T, name string, b []byte) document.Checked {
	t.Helper()
	c, err := document.Check(name, b)
	if err != nil {
		t.Fatalf("Check: %v", err)
	}
	return c
}

func refusal(t *testing.T, name string, b []byte) *document.Refused {
	t.Helper()
	_, err := document.Check(name, b)
	var r *document.Refused
	if !errors.As(err, &r) {
		t.Fatalf("Check gave %v, want a refusal", err)
	}
	if !strings.HasSuffix(r.Sentence, "。") || !strings.HasSuffix(r.Next, "。") {
		t.Errorf("%s: not a sentence and a next step: %q %q", r.Code, r.Sentence, r.Next)
	}
	return r
}

func TestSixFormsAreKnownByTheirContent(t *testing.T) {
	for _, c := range []struct {
		name, want string
		b          []byte
	}{
		{"計画.pdf", "pdf", pdfOf("")},
		{"写真.JPG", "jpeg", jpegOf(jfif)},
		{"画面.png", "png", pngOf()},
		{"写真.heic", "heic", heicOf()},
		{"計画.docx", "docx", docxOf(t)},
		{"測定.xlsx", "xlsx", xlsxOf(t)},
	} {
		got := mustCheck(t, c.name, c.b)
		if got.Type != c.want || got.Name != c.name || len(got.Removed)+len(got.Notes) > 0 || !bytes.Equal(got.Bytes, c.b) {
			t.Errorf("%s: type %s name %s removed %v notes %v same bytes %v", c.name, got.Type, got.Name, got.Removed, got.Notes, bytes.Equal(got.Bytes, c.b))
		}
	}
}

func TestOtherFormsAreRefused(t *testing.T) {
	for name, b := range map[string][]byte{
		"program.exe": []byte("MZ\x90\x00 this is a program"),
		"page.html":   []byte("<html><script>alert(1)</script></html>"),
		"text.txt":    []byte("見本"),
		"all.zip":     zipOf(t, entry{"a.txt", "a"}),
		"gif.gif":     []byte("GIF89a\x01\x00\x01\x00"),
	} {
		if r := refusal(t, name, b); r.Code != "unknown-type" || !strings.Contains(r.Next, "PDF") {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestNameAndContentMustAgree(t *testing.T) {
	for name, b := range map[string][]byte{
		"写真.heic": jpegOf(jfif), "計画.exe": pdfOf(""), "計画.docx": xlsxOf(t), "計画.pdf.scr": pdfOf(""),
	} {
		if r := refusal(t, name, b); r.Code != "name-differs" {
			t.Errorf("%s: %s", name, r.Code)
		}
	}
}

func TestLimitsOfAFileAndALetter(t *testing.T) {
	big := append(pdfOf(""), make([]byte, document.MaxFileBytes)...)
	if r := refusal(t, "a.pdf", big); r.Code != "too-large" {
		t.Errorf("big file: %s", r.Code)
	}
	if r := refusal(t, "a.pdf", nil); r.Code != "empty" {
		t.Errorf("empty file: %s", r.Code)
	}
	nine := append(pdfOf(""), make([]byte, 9<<20)...)
	three := []document.File{{"1.pdf", nine}, {"2.pdf", nine}, {"3.pdf", nine}}
	wantCodes(t, three, "letter-too-large/0")
	var many []document.File
	for i := range 21 {
		many = append(many, document.File{Name: strings.Repeat("a", i+1) + ".pdf", Bytes: pdfOf("")})
	}
	wantCodes(t, many, "too-many/0")
	wantCodes(t, many[:20])
	wantCodes(t, []document.File{{"A.pdf", pdfOf("")}, {"x.txt", []byte("x")}, {"a.PDF", pdfOf("")}}, "unknown-type/2", "same-name/3")
}

func wantCodes(t *testing.T, files []document.File, want ...string) {
	t.Helper()
	var got []string
	for _, err := range document.CheckAll(files) {
		var r *document.Refused
		if !errors.As(err, &r) {
			t.Fatalf("not a refusal: %v", err)
		}
		got = append(got, r.Code+"/"+string(rune('0'+r.File)))
	}
	if !slices.Equal(got, want) {
		t.Errorf("CheckAll gave %v, want %v", got, want)
	}
}

func TestErrorTextsCarryNoName(t *testing.T) {
	_, err := document.Check("見本ハナ.exe", pdfOf(""))
	if strings.Contains(err.Error(), "見本") {
		t.Errorf("error text carries the name: %v", err)
	}
}

// wantNoPlace fails if any piece of the place or of the maker note is left.
func wantNoPlace(t *testing.T, c document.Checked) {
	t.Helper()
	for _, secret := range [][]byte{place, place[:12], binary.LittleEndian.AppendUint32(nil, 0x8825), []byte(maker), []byte("35.68"), []byte("GPS"), []byte("35,41")} {
		if bytes.Contains(c.Bytes, secret) {
			t.Errorf("%s still has %q", c.Name, secret)
		}
	}
	if !slices.Contains(c.Removed, "撮影場所（GPS）") {
		t.Errorf("%s: the place is not told as removed: %v", c.Name, c.Removed)
	}
	again := mustCheck(t, c.Name, c.Bytes)
	if len(again.Removed) > 0 || !bytes.Equal(again.Bytes, c.Bytes) {
		t.Errorf("%s: a clean photo is changed again: %v", c.Name, again.Removed)
	}
}

func TestJPEGLosesThePlaceAndKeepsSideMomentAndPicture(t *testing.T) {
	for mark, order := range map[string]binary.AppendByteOrder{"MM": binary.BigEndian, "II": binary.LittleEndian} {
		c := mustCheck(t, "写真.jpg", jpegOf(jfif, exifSegment(tiffWithPlace(order, mark))))
		wantNoPlace(t, c)
		if !bytes.HasSuffix(c.Bytes, join(picture, "\xFF\xD9")) {
			t.Errorf("%s: the picture data changed", mark)
		}
		if !bytes.Contains(c.Bytes, []byte("\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06")) || !bytes.Contains(c.Bytes, []byte("2026:11:05 09:30:00")) {
			t.Errorf("%s: side or moment lost: %q", mark, c.Bytes)
		}
	}
}

func TestJPEGLosesXMPCommentsMakerSegmentsAndTail(t *testing.T) {
	film := join("\xFF\xD8", exifSegment(tiffWithPlace(binary.BigEndian, "MM")), picture, "\xFF\xD9", "mp4 film")
	b := join(jpegOf(jfif, segment(0xE1, xmp), segment(0xE2, []byte("MPF\x00II")), segment(0xED, []byte("Photoshop 3.0\x00"+maker)), segment(0xFE, []byte("35.6895"))), film)
	c := mustCheck(t, "写真.jpg", b)
	wantNoPlace(t, c)
	if !bytes.Equal(c.Bytes, jpegOf(jfif)) {
		t.Errorf("want the bare picture, got %q", c.Bytes)
	}
	if want := []string{"撮影場所（GPS）", "写真の説明情報（XMP）", "そのほかの付加情報", "写真の後ろに付いていたデータ"}; !slices.Equal(c.Removed, want) {
		t.Errorf("Removed = %v, want %v", c.Removed, want)
	}
}

func TestJPEGKeepsOneExifBlockAndNoFalseMoment(t *testing.T) {
	tiff := tiffWithPlace(binary.BigEndian, "MM")
	false1 := bytes.Replace(tiff, []byte("2026:11:05 09:30:00\x00"), []byte("35.6895N 139.6917E \x00"), 1)
	c := mustCheck(t, "写真.jpg", jpegOf(exifSegment(false1), exifSegment(tiff)))
	wantNoPlace(t, c)
	if n := bytes.Count(c.Bytes, []byte("Exif")); n != 1 || bytes.Contains(c.Bytes, []byte("139.69")) {
		t.Errorf("%d Exif blocks: %q", n, c.Bytes)
	}
}

func TestJPEGKeepsColours(t *testing.T) {
	b := jpegOf(jfif, segment(0xE2, []byte("ICC_PROFILE\x00\x01\x01profile")), segment(0xEE, []byte("Adobe\x00\x64\x00\x00\x00\x00\x01")))
	if c := mustCheck(t, "写真.jpg", b); !bytes.Equal(c.Bytes, b) || len(c.Removed) > 0 {
		t.Errorf("colours changed: removed %v", c.Removed)
	}
}

func TestBrokenJPEGIsRefused(t *testing.T) {
	whole := jpegOf(jfif)
	for n := 4; n < len(whole); n++ {
		if _, err := document.Check("写真.jpg", whole[:n]); err == nil {
			t.Errorf("the first %d of %d bytes were taken", n, len(whole))
		}
	}
}

func TestPNGLosesTextsAndExif(t *testing.T) {
	b := pngOf(chunk("gAMA", be32(45455)), chunk("eXIf", tiffWithPlace(binary.BigEndian, "MM")),
		chunk("iTXt", join("XML:com.adobe.xmp\x00\x00\x00\x00\x00<x GPSLatitude=\"35,41N\"/>")), chunk("tEXt", []byte("Comment\x0035.6895")))
	c := mustCheck(t, "画面.png", join(b, "tail 35.6895"))
	wantNoPlace(t, c)
	if want := pngOf(chunk("gAMA", be32(45455))); !bytes.Equal(c.Bytes, want) {
		t.Errorf("got %q\nwant %q", c.Bytes, want)
	}
}

func TestBrokenPNGIsRefused(t *testing.T) {
	b := pngOf()
	b[len(b)-20] ^= 1
	if r := refusal(t, "画面.png", b); r.Code != "png-chunk" {
		t.Errorf("code %s", r.Code)
	}
}

func TestHEICLosesThePlaceInTheSameLength(t *testing.T) {
	tiff := tiffWithPlace(binary.BigEndian, "MM")
	b := heicOf(heicBlock{"Exif", join("\x00\x00\x00\x06Exif\x00\x00", tiff)}, heicBlock{"mime", xmp}, heicBlock{"", join("left over ", tiff)})
	c := mustCheck(t, "写真.heic", b)
	wantNoPlace(t, c)
	if len(c.Bytes) != len(b) || !bytes.Contains(c.Bytes, heicPicture) {
		t.Errorf("length %d, want %d; or the picture changed", len(c.Bytes), len(b))
	}
	if !bytes.Contains(c.Bytes, []byte("\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06")) || !bytes.Contains(c.Bytes, []byte("2026:11:05 09:30:00\x00")) {
		t.Error("side or moment lost")
	}
	head := bytes.Index(b, heicPicture)
	if !bytes.Equal(c.Bytes[:head], b[:head]) {
		t.Error("bytes before the data changed")
	}
}

func TestHEICThatIsNotUnderstoodAsksForJPEG(t *testing.T) {
	shared := heicOf(heicBlock{"Exif", tiffWithPlace(binary.BigEndian, "MM")})
	// the Exif item is moved onto the picture
	at := bytes.Index(shared, heicPicture)
	shared = bytes.Replace(shared, be32(at+len(heicPicture)), be32(at+1), 1)
	for what, b := range map[string][]byte{
		"film":          heicWith(boxOf("moov", place)),
		"uuid":          heicWith(boxOf("uuid", place)),
		"unknown item":  heicOf(heicBlock{"jpeg", jpegOf(exifSegment(tiffWithPlace(binary.BigEndian, "MM")))}),
		"shared bytes":  shared,
		"cut":           heicOf()[:120],
		"outside mdat":  bytes.Replace(heicOf(), be32(len(heicPicture)), be32(1<<20), 1),
		"property uuid": bytes.Replace(heicOf(), []byte("ispe"), []byte("uuid"), 1),
		"protected":     bytes.Replace(heicOf(), []byte("\x00\x00hvc1"), []byte("\x00\x01hvc1"), 1),
		"other file":    bytes.Replace(heicOf(), []byte("\x44\x00\x00\x01\x00\x01\x00\x00"), []byte("\x44\x00\x00\x01\x00\x01\x00\x01"), 1),
		"trailing data": append(heicOf(), "mpvd"...),
	} {
		_, err := document.Check("写真.heic", b)
		var r *document.Refused
		if !errors.As(err, &r) || r.Next != "JPEGにして保存し直してください。" {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestNamesBecomeSafe(t *testing.T) {
	for given, want := range map[string]string{
		`C:\Users\x\計画.pdf`: "計画.pdf", "../../計画.pdf": "計画.pdf", "CON.pdf": "_CON.pdf", "com1.tar.pdf": "_com1.tar.pdf",
		"計\x00画\n.pdf": "計画.pdf", "計画\u202Efdp.pdf": "計画fdp.pdf", "a<b>:c?.pdf": "a_b__c_.pdf", "計画 . .pdf": "計画 . .pdf",
		"計画.pdf. . ": "計画.pdf", "": "書類.pdf", ".pdf": "pdf.pdf", "計画": "計画.pdf", "計画R8.11": "計画R8.11.pdf", "\xff計画.pdf": "_計画.pdf",
	} {
		c := mustCheck(t, given, pdfOf(""))
		if c.Name != want || (given != want) != (len(c.Notes) > 0) {
			t.Errorf("%q became %q with %d notes, want %q", given, c.Name, len(c.Notes), want)
		}
	}
}

func TestNamesAreNFCWithoutANote(t *testing.T) {
	c := mustCheck(t, norm.NFD.String("通所介護ガイド.pdf"), pdfOf(""))
	if c.Name != "通所介護ガイド.pdf" || len(c.Notes) > 0 {
		t.Errorf("%q %v", c.Name, c.Notes)
	}
}

func TestLongNamesAreCutAndKeepTheirEnding(t *testing.T) {
	for _, stem := range []string{strings.Repeat("計", 300), strings.Repeat("a", 300)} {
		c := mustCheck(t, stem+".pdf", pdfOf(""))
		if n := len([]rune(c.Name)); n > document.MaxNameRunes || len(c.Name) > document.MaxNameBytes || !strings.HasSuffix(c.Name, ".pdf") || len(c.Notes) != 1 {
			t.Errorf("%d characters, %d bytes: %q", n, len(c.Name), c.Name)
		}
	}
}

func TestKindsAreGuessedFromTheName(t *testing.T) {
	for name, want := range map[string]string{
		"通所介護計画書_見本ハナ.pdf": "通所介護計画書", "地域密着型通所介護計画書.pdf": "通所介護計画書", "訪問介護計画書.docx": "訪問介護計画書",
		"訪問看護計画書.pdf": "訪問看護計画書", "訪問看護報告書R8.11.pdf": "訪問看護報告書", "福祉用具サービス計画書.pdf": "福祉用具貸与計画書",
		"モニタリング.pdf": "モニタリング", "ﾓﾆﾀﾘﾝｸﾞ報告.pdf": "モニタリング", "第４表.pdf": "担当者会議の記録", "口腔機能.pdf": "口腔・栄養", "体力測定.xlsx": "体力測定",
		"アセスメントシート.pdf": "アセスメント", "主治医意見書.pdf": "主治医意見書", "認定調査票.pdf": "認定調査票", "被保険者証.jpg": "介護保険証の写し",
		"連絡票.pdf": "連絡票", "IMG_0001.jpg": "その他", norm.NFD.String("モニタリング.pdf"): "モニタリング",
	} {
		if got := document.Guess(name); got.Name != want {
			t.Errorf("%s: %s, want %s", name, got.Name, want)
		}
	}
}

func TestConsentIsAskedForThreeKinds(t *testing.T) {
	var got []string
	codes := map[string]bool{}
	for _, k := range document.Kinds() {
		if k.Consent {
			got = append(got, k.Name)
		}
		if codes[k.Code] || strings.ContainsFunc(k.Code, unicode.IsSpace) {
			t.Errorf("code %q twice or unfit", k.Code)
		}
		codes[k.Code] = true
	}
	if want := []string{"主治医意見書", "認定調査票", "介護保険証の写し"}; !slices.Equal(got, want) || len(codes) != 15 {
		t.Errorf("consent %v of %d kinds", got, len(codes))
	}
}
