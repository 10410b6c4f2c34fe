package server

import (
	"strconv"
	"strings"

	"statusbook/internal/site"
)

// acceptedCoding chooses the content coding that a client wants most
// (RFC 9110, section 12.5.3): the one with the highest weight, and among equals
// the smallest. A client that refuses everything gets identity.
func acceptedCoding(fields []string) site.Coding {
	weights := map[string]float64{}
	for _, field := range fields {
		for entry := range strings.SplitSeq(field, ",") {
			name, weight := weighted(entry)
			switch name = strings.ToLower(name); name {
			case "":
			case "x-gzip": // the same coding (RFC 9110, section 8.4.1.3)
				weights["gzip"] = weight
			default:
				weights[name] = weight
			}
		}
	}
	weightOf := func(name string) float64 {
		if weight, ok := weights[name]; ok {
			return weight
		}
		return weights["*"]
	}
	// Identity that is not named is acceptable, but whoever names a coding with
	// any weight would rather have that.
	best, heaviest := site.Identity, weights["identity"]
	for _, coding := range []site.Coding{site.Gzip, site.Brotli} {
		if weight := weightOf(string(coding)); weight > 0 && weight >= heaviest {
			best, heaviest = coding, weight
		}
	}
	return best
}

// weighted splits a list member into its value and its weight (RFC 9110, section
// 12.4.2). A weight that is none counts as 0: what cannot be understood is not
// sent.
func weighted(entry string) (value string, weight float64) {
	value, parameters, _ := strings.Cut(entry, ";")
	weight = 1
	for parameter := range strings.SplitSeq(parameters, ";") {
		name, number, ok := strings.Cut(parameter, "=")
		if !ok || !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || !(q >= 0 && q <= 1) {
			q = 0
		}
		weight = q
	}
	return strings.TrimSpace(value), weight
}
