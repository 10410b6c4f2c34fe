package command

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statusbook/internal/layer/layertest"
	"statusbook/internal/problem"
)

func TestFormats(t *testing.T) {
	bad := problem.At("a,b:100%/x\ny.md", 3, 14, "50%%: one, two\r\nthree\x1b[31m <b> \u202E\U000E0001\x7f")
	soft := problem.In("content/a.md", "is odd")
	soft.Warning = true
	list := problem.List{bad, soft}
	for format, want := range map[string]string{
		"text": `"a,b:100%/x\ny.md":3:14: "50%: one, two\r\nthree\x1b[31m <b> \u202e\U000e0001\x7f"` + "\ncontent/a.md: warning: is odd\n",
		"github": "::error file=a%2Cb%3A100%25/x%0Ay.md,line=3,col=14::50%25: one, two%0D%0Athree\uFFFD[31m <b> \uFFFD\uFFFD\uFFFD\n" +
			"::warning file=content/a.md::is odd\n",
		"json": `{
  "problems": [
    {
      "file": "a,b:100%/x\ny.md",
      "line": 3,
      "column": 14,
      "severity": "error",
      "message": "50%: one, two\r\nthree\u001b[31m <b> \u202e\udb40\udc01\u007f"
    },
    {
      "file": "content/a.md",
      "line": 0,
      "column": 0,
      "severity": "warning",
      "message": "is odd"
    }
  ],
  "pages": 7
}
`,
	} {
		t.Run(format, func(t *testing.T) {
			var b strings.Builder
			formats[format](&b, list, 7)
			if diff := cmp.Diff(want, b.String()); diff != "" {
				t.Errorf("output differs (-want +got):\n%s", diff)
			}
		})
	}
	var b strings.Builder
	asJSON(&b, list, 7)
	var read struct {
		Problems []struct{ File, Message string }
	}
	if err := json.Unmarshal([]byte(b.String()), &read); err != nil || read.Problems[0].File != bad.File || read.Problems[0].Message != bad.Message {
		t.Errorf("read back: %q, %v", read, err)
	}
}

// TestCheckFormat: the format changes what is printed and nothing else.
func TestCheckFormat(t *testing.T) {
	good := layertest.Folder(t, "-- site.toml --\nname = \"Ours\"\n-- contents/x.md --\n")
	bad := layertest.Folder(t, "-- site.toml --\n\nname = 1\n")
	tests := []struct {
		dir, format string
		code        int
		want        string // in what is printed
	}{
		{good, "github", exitOK, "::warning file=contents::is not used: an overlay has the folders content, locales, static, templates and the file site.toml\n"},
		{bad, "github", exitFault, "::error file=site.toml,line=2,col=8::"},
		{bad, "text", exitFault, "site.toml:2:8: "},
	}
	for _, test := range tests {
		code, lines := checkSmall(t, test.dir, "--format", test.format)
		if got := strings.Join(lines, "\n") + "\n"; code != test.code || !strings.Contains(got, test.want) {
			t.Errorf("%s: exit code %d, want %d, and %q in:\n%s", test.format, code, test.code, test.want, got)
		}
	}
	for dir, want := range map[string]struct {
		code, pages int
		severity    string
	}{good: {exitOK, 1, "warning"}, bad: {exitFault, 0, "error"}} {
		env, stdout, _ := world(nil)
		env.Files = smallBook(t)
		code := Run(t.Context(), env, []string{"check", "--format=json", "--dir", dir})
		var got struct {
			Problems []struct {
				File, Severity string
				Line, Column   int
			}
			Pages int
		}
		if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
			t.Fatalf("%v:\n%s", err, stdout)
		}
		found := false
		for _, p := range got.Problems {
			found = found || strings.HasPrefix(p.File, dir) && p.Severity == want.severity
		}
		if code != want.code || !found || (got.Pages > 0) != (want.pages > 0) {
			t.Errorf("exit code %d, want %d; %+v", code, want.code, got)
		}
	}
}

// TestCheckJSONWithoutProblems: the list is there, and is empty.
func TestCheckJSONWithoutProblems(t *testing.T) {
	var b strings.Builder
	asJSON(&b, nil, 3)
	if diff := cmp.Diff("{\n  \"problems\": [],\n  \"pages\": 3\n}\n", b.String()); diff != "" {
		t.Errorf("output differs (-want +got):\n%s", diff)
	}
}
