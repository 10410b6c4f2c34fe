package server

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"statusbook/internal/site"
)

// The format that a request gets (RFC 9110, section 12.5.1).
func TestWantedFormat(t *testing.T) {
	formats := []site.Format{
		{MediaType: "text/html"},
		{MediaType: "application/json", Suffix: ".json"},
		{MediaType: "application/problem+json", Suffix: ".problem.json"},
		{MediaType: "text/markdown", Suffix: ".md"},
		{MediaType: "text/plain", Suffix: ".txt"},
	}
	const firefox = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	const chromium = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
	for _, tc := range []struct{ accept, agent, want string }{
		{firefox, "Mozilla/5.0", "text/html"},
		{chromium, "Mozilla/5.0", "text/html"},
		{"", "Mozilla/5.0", "text/html"},
		{"*/*", "Slackbot-LinkExpanding 1.0", "text/html"},
		{"*/*", "facebookexternalhit/1.1", "text/html"},
		{"*/*", "curl/8.17.0", "text/plain"},
		{"", "Wget/1.25.0", "text/plain"},
		{"*/*", "HTTPie/3.2.4", "text/plain"},
		{"*/*;q=0", "curl/8.17.0", ""},
		{"text/html", "curl/8.17.0", "text/html"},
		{"application/json", "curl/8.17.0", "application/json"},
		{"application/json", "", "application/json"},
		{"APPLICATION/JSON", "", "application/json"},
		{"application/*", "", "application/json"},
		{"application/problem+json", "", "application/problem+json"},
		{"application/problem+json, application/json;q=0.9", "", "application/problem+json"},
		{"application/problem+json;q=0.1, application/json;q=0.9", "", "application/json"},
		{"application/json, text/plain, */*", "axios/1.7", "text/html"}, // all are equal: the first
		{"application/json, */*;q=0.5", "", "application/json"},
		{"text/markdown, text/html;q=0.5", "", "text/markdown"},
		{"text/markdown;q=0.9, text/html", "", "text/html"},
		{"text/*", "", "text/html"},
		{"text/*, text/html;q=0", "", "text/markdown"},
		{"text/*;q=0.5, text/plain", "", "text/plain"},
		{"text/plain;charset=utf-8", "", "text/plain"},
		{`text/plain; charset="UTF-8"`, "", "text/plain"},
		{"text/plain;charset=big5", "", ""},
		{"text/html;level=1", "", ""},
		{"text/html;q=0, */*", "", "application/json"},
		{"*/*, text/html;q=0, application/*;q=0", "", "text/markdown"},
		{"image/png", "", ""},
		{"image/png, */*;q=0.1", "", "text/html"},
		{"application/json;q=0", "", ""},
		{"application/json;q=nonsense", "", ""},
		{"text", "", ""},
		{";;;,,,;q=", "", ""},
		{"text/html;q=0.001", "", "text/html"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/404", nil)
		r.Header.Set("User-Agent", tc.agent)
		if tc.accept != "" {
			r.Header.Set("Accept", tc.accept)
		}
		got, ok := wantedFormat(r, formats)
		if got.MediaType != tc.want || ok != (tc.want != "") {
			t.Errorf("Accept %q from %q: %q, %t; want %q", tc.accept, tc.agent, got.MediaType, ok, tc.want)
		}
	}
}
