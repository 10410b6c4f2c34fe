package export

import (
	"bytes"
	"compress/gzip"

	"github.com/andybalholm/brotli"
)

// codings are the content codings of which servers look for a file, at their
// highest levels: a file is compressed once and sent often.
var codings = []struct {
	suffix string
	encode func(body []byte, quick bool) []byte
}{
	{".gz", func(body []byte, quick bool) []byte {
		var b bytes.Buffer
		level := gzip.BestCompression
		if quick {
			level = gzip.BestSpeed
		}
		w, _ := gzip.NewWriterLevel(&b, level) // the level is valid
		_, _ = w.Write(body)                   // a bytes.Buffer takes all
		_ = w.Close()
		return b.Bytes()
	}},
	{".br", func(body []byte, quick bool) []byte {
		var b bytes.Buffer
		level := brotli.BestCompression
		if quick {
			level = brotli.BestSpeed
		}
		w := brotli.NewWriterLevel(&b, level)
		_, _ = w.Write(body)
		_ = w.Close()
		return b.Bytes()
	}},
}
