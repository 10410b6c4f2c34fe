package locale

import "golang.org/x/text/language"

// Territory writes a language tag with the country that it is most at home in,
// as the Open Graph protocol wants it: "zh_TW" for zh-TW, "en_US" for en.
func Territory(tag string) string {
	base, _ := language.Make(tag).Base()
	region, _ := language.Make(tag).Region()
	return base.String() + "_" + region.String()
}
