package locale_test

import (
	"os"
	"strings"
	"testing"

	"statusbook/internal/layer/layertest"
	"statusbook/internal/locale"
)

// book loads the editions that the program embeds.
func book(t testing.TB) *locale.Set {
	t.Helper()
	set, problems := locale.Load(layertest.Embedded(t, os.DirFS("../..")), "zh-TW")
	if len(problems) > 0 {
		t.Fatalf("the embedded editions have problems:\n%v", problems)
	}
	return set
}

func TestChoose(t *testing.T) {
	const otherwise = "zh-TW" // the default
	tests := []struct{ name, remembered, field, want string }{
		{"Traditional", "", "zh-Hant", "zh-TW"},
		{"Taiwan", "", "zh-TW", "zh-TW"},
		{"Taiwan, any case", "", "ZH-tw", "zh-TW"},
		{"script and region", "", "zh-Hant-TW", "zh-TW"},
		{"Hong Kong", "", "zh-HK", "zh-TW"},
		{"Macau", "", "zh-Hant-MO,en;q=0.5", "zh-TW"},
		{"any Chinese", "", "zh,en;q=0.9", "zh-TW"},
		{"Simplified before English", "", "zh-CN,zh;q=0.9,en;q=0.8", "zh-TW"},
		{"Simplified alone", "", "zh-CN", "zh-TW"},
		{"Simplified, not English", "", "zh-Hans-CN,en;q=0.9", "zh-TW"},
		{"Mandarin by its own code", "", "cmn-Hant-TW,en;q=0.5", "zh-TW"},
		{"English", "", "en", "en"},
		{"British", "", "en-GB,en;q=0.9", "en"},
		{"American before Chinese", "", "en-US,en;q=0.9,zh-TW;q=0.8", "en"},
		{"the weight decides, not the order", "", "zh-TW;q=0.3, en;q=0.7", "en"},
		{"equal weights: the first", "", "en, zh-TW", "en"},
		{"one that is there, later", "", "de, en;q=0.5", "en"},
		{"one that is there, last", "", "ja,en;q=0.1", "en"},
		{"white space", "", " de ,\ten ; q=0.5", "en"},
		{"empty entries", "", ",,en,,", "en"},
		{"private use", "", "en-x-pirate", "en"},
		{"extension", "", "en-u-ca-gregory", "en"},

		{"German", "", "de", otherwise},
		{"Japanese", "", "ja", otherwise},
		{"nothing", "", "", otherwise},
		{"anything", "", "*", otherwise},
		{"anything but Chinese, which is the default", "", "*,zh;q=0", otherwise},
		{"refused", "", "en;q=0", otherwise},
		{"refused in other words", "", "en;q=0.000", otherwise},
		{"garbage", "", "\x00\xff;;;q=,=,en-;-", otherwise},
		{"nonsense weights", "", "en;q=2, en;q=-1, en;q=NaN, en;q=Inf, en;q=x, en;q=", otherwise},
		{"64 KiB of commas", "", strings.Repeat(",", 64<<10), otherwise},
		{"64 KiB of one tag", "", strings.Repeat("en-", 64<<10/3), otherwise},
		{"1000 subtags", "", "en" + strings.Repeat("-abcdefgh", 1000), otherwise},
		{"long, but sensible at its beginning", "", "en," + strings.Repeat("de-AT,", 1000), "en"},
		{"sensible beyond what is read", "", strings.Repeat("de-AT,", 1000) + "en", otherwise},
		{"several languages by field", "", "mul", otherwise},
		{"several languages, then English", "", "mul,en;q=0.5", "en"},

		{"remembered", "en", "zh-TW", "en"},
		{"remembered, several languages", "mul", "en", "mul"},
		{"remembered, not there", "fr", "en", "en"},
		{"remembered in another case", "EN", "zh-TW", "zh-TW"},
		{"remembered garbage", "en\x00", "zh-TW", "zh-TW"},
		{"remembered 8 KiB", strings.Repeat("x", 8<<10), "en", "en"},
	}
	set := book(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := set.Choose(test.remembered, test.field); got.Tag != test.want {
				t.Errorf("Choose(%.40q, %.40q) = %s, want %s", test.remembered, test.field, got.Tag, test.want)
			}
		})
	}
}

// TestChooseAmongChinese: where a host adds Simplified Chinese, each reader of
// Chinese gets his own.
func TestChooseAmongChinese(t *testing.T) {
	set := load(t, "zh-TW", small, "-- locales/active.zh-CN.toml --\n[edition]\nendonym = \"简体中文\"\n[site]\nhome = \"首页\"\n[found]\nother = \"{{.Count}} 个\"\n")
	for field, want := range map[string]string{
		"zh-CN,zh;q=0.9,en;q=0.8": "zh-CN", "zh-SG": "zh-CN", "zh-Hans": "zh-CN",
		"zh-HK": "zh-TW", "zh-Hant": "zh-TW", "zh-TW": "zh-TW", "en": "en",
	} {
		if got := set.Choose("", field); got.Tag != want {
			t.Errorf("Choose(%q) = %s, want %s", field, got.Tag, want)
		}
	}
}

// FuzzChoose: whatever is sent, there is an edition, and never one that only the
// reader's choice leads to.
func FuzzChoose(f *testing.F) {
	for _, seed := range []string{"", "en", "zh-CN,zh;q=0.9,en;q=0.8", "*;q=0.5", "en;q=1e309", "mul", "i-klingon", "x-a", "und", "en-u-rg-twzzzz"} {
		f.Add(seed)
	}
	set := book(f)
	f.Fuzz(func(t *testing.T, field string) {
		if e := set.Choose("", field); e == nil || e.Multilingual() {
			t.Errorf("Choose(%q) = %v", field, e)
		}
	})
}

func BenchmarkChoose(b *testing.B) {
	set := book(b)
	for _, bench := range []struct{ name, field string }{
		{"plain", "en"},
		{"browser", "zh-CN,zh;q=0.9,en;q=0.8"},
		{"none fits", "de-DE,de;q=0.9,fr;q=0.8,ja;q=0.7"},
		{"64KiB", strings.Repeat("de-AT,", 64<<10/6)},
		{"1000 subtags", "en" + strings.Repeat("-abcdefgh", 1000)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				set.Choose("", bench.field)
			}
		})
	}
}
