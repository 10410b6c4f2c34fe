package server

import (
	"strings"
	"testing"

	"statusbook/internal/site"
)

func TestAcceptedCoding(t *testing.T) {
	for _, tc := range []struct {
		fields []string
		want   site.Coding
	}{
		{nil, site.Identity},
		{[]string{""}, site.Identity},
		{[]string{"gzip"}, site.Gzip},
		{[]string{"br"}, site.Brotli},
		{[]string{"GZip"}, site.Gzip},
		{[]string{"x-gzip"}, site.Gzip},
		{[]string{"X-GZIP;q=0"}, site.Identity},
		{[]string{"identity"}, site.Identity},
		{[]string{"deflate, zstd, compress"}, site.Identity},

		// Among equals the smaller one.
		{[]string{"gzip, deflate, br, zstd"}, site.Brotli},
		{[]string{"br, gzip"}, site.Brotli},
		{[]string{"gzip", "br"}, site.Brotli},
		{[]string{"gzip;q=1, br;q=0.9"}, site.Gzip},
		{[]string{"gzip;q=0.001"}, site.Gzip},

		// An asterisk stands for what is not named.
		{[]string{"*"}, site.Brotli},
		{[]string{"*;q=0.5, gzip;q=0.6"}, site.Gzip},
		{[]string{"br;q=0, *"}, site.Gzip},
		{[]string{"gzip, *;q=0"}, site.Gzip},
		{[]string{"identity, *;q=0"}, site.Identity},

		// Refused.
		{[]string{"gzip;q=0"}, site.Identity},
		{[]string{"gzip;q=0.000, br;q=0"}, site.Identity},
		{[]string{"*;q=0"}, site.Identity},
		{[]string{"identity;q=0"}, site.Identity},
		{[]string{"identity;q=0, *;q=0"}, site.Identity},
		{[]string{"identity;q=0, gzip;q=0.1"}, site.Gzip},
		{[]string{"gzip ; q=0"}, site.Identity},
		{[]string{"gzip; q = 0"}, site.Identity},
		{[]string{"gzip;Q=0"}, site.Identity},

		// Identity that is named counts as a coding.
		{[]string{"identity, gzip;q=0.5"}, site.Identity},
		{[]string{"identity;q=0.5, gzip;q=0.5"}, site.Gzip},

		// A weight that is none refuses; a member that is none is passed over.
		{[]string{"gzip;q=high"}, site.Identity},
		{[]string{"gzip;q="}, site.Identity},
		{[]string{"gzip;q=-1"}, site.Identity},
		{[]string{"gzip;q=2"}, site.Identity},
		{[]string{"gzip;q=NaN"}, site.Identity},
		{[]string{"gzip;q=Inf"}, site.Identity},
		{[]string{",,;;,=,gzip,"}, site.Gzip},
		{[]string{"gzip;level=9"}, site.Gzip},
		{[]string{"gzipped, brotli"}, site.Identity},
		{[]string{strings.Repeat("gzip;q=0,", 1000) + "br"}, site.Brotli},
	} {
		if got := acceptedCoding(tc.fields); got != tc.want {
			t.Errorf("acceptedCoding(%.60q) = %q, want %q", tc.fields, got, tc.want)
		}
	}
}

// Whatever is sent, a coding that comes out was named, or anything was accepted.
func FuzzAcceptedCoding(f *testing.F) {
	for _, seed := range []string{"", "gzip", "br;q=0.5, *", "identity;q=0", "x-gzip;q=1e-3", ";q=,\x00", "*;q=0, br"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, field string) {
		coding := acceptedCoding([]string{field})
		switch coding {
		case site.Identity:
		case site.Gzip, site.Brotli:
			if lower := strings.ToLower(field); !strings.Contains(lower, string(coding)) && !strings.Contains(lower, "*") {
				t.Errorf("acceptedCoding(%q) = %q", field, coding)
			}
		default:
			t.Errorf("acceptedCoding(%q) = %q, which there is not", field, coding)
		}
		if got := acceptedCoding([]string{string(coding) + ";q=0, " + field, field, string(coding) + ";q=0"}); coding != site.Identity && got == coding {
			t.Errorf("%q, with %s refused at last, gives %q", field, coding, got)
		}
	})
}
