package site

import (
	"bytes"
	"compress/zlib"
	"fmt"
)

// addInventory adds the list of pages that Sphinx reads to resolve references
// (intersphinx; the inventory of version 2). Each entry is name, role, priority,
// address below that of the book, and the words of a link without its own.
func (s *Site) addInventory() {
	rep := &Representation{MediaType: "application/octet-stream", CacheControl: cachePage, Modified: s.built, Open: true}
	s.pages["/objects.inv"] = rep.later(func() []byte {
		var body bytes.Buffer
		body.WriteString("# Sphinx inventory version 2\n# Project: statusbook\n# Version: \n# The remainder of this file is compressed using zlib.\n")
		w, _ := zlib.NewWriterLevel(&body, zlib.BestCompression) // the level is valid
		for _, class := range s.catalog.Classes {
			fmt.Fprintf(w, "http-%s std:label -1 %s %s\n", class, class, class)
		}
		for _, code := range s.catalog.Codes {
			fmt.Fprintf(w, "http-%s std:label -1 %s %s %s\n", code, code, code, code.Phrase)
		}
		_ = w.Close() // a bytes.Buffer takes all
		return body.Bytes()
	})
}
