package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"statusbook/internal/catalog"
	"statusbook/internal/record"
	"statusbook/internal/site"
)

// addresses finds those in a record: its members, and the links in its prose.
func addresses(value any, found map[string]bool) {
	switch value := value.(type) {
	case map[string]any:
		for _, member := range value {
			addresses(member, found)
		}
	case []any:
		for _, member := range value {
			addresses(member, found)
		}
	case string:
		if strings.HasPrefix(value, origin) && !strings.Contains(value, "{?q}") {
			found[value] = true
		}
		for _, m := range inlineLink.FindAllStringSubmatch(value, -1) {
			found[m[1]] = true
		}
	}
}

var inlineLink = regexp.MustCompile(`[\]>]\(?(` + origin + `[^<>()\s]*)`)

// Every address in a record, and in its prose, leads somewhere.
func TestRecordLinks(t *testing.T) {
	c := newContract(t)
	now := book(t)
	found := map[string]bool{}
	for _, path := range []string{
		"/api/v1/statusbook.json", "/api/v1/codes", "/api/v1/codes/583", "/api/v1/nothing", "/api/v1/search?q=404", "/en/404.json", "/en/404.problem.json", "/mul/4xx.json",
	} {
		w := c.do(http.MethodGet, path, nil)
		var value any
		if err := json.Unmarshal(w.Body.Bytes(), &value); err != nil {
			t.Fatal(err)
		}
		addresses(value, found)
		for _, m := range regexp.MustCompile(`<([^<>]*)>`).FindAllStringSubmatch(strings.Join(w.Header().Values("Link"), ", "), -1) {
			found[m[1]] = true
		}
	}
	tried := map[string]bool{}
	for address := range found {
		target, _, _ := strings.Cut(strings.TrimPrefix(address, origin), "#")
		if tried[target] || target == "" || target == site.SearchPath || now.Page(target) != nil {
			tried[target] = true
			continue
		}
		tried[target] = true
		if w := c.do(http.MethodHead, target, nil); w.Code != http.StatusOK && w.Code != http.StatusFound && w.Code != http.StatusSeeOther {
			t.Errorf("a record names %s: status %d", address, w.Code)
		}
	}
	if len(tried) < 1000 {
		t.Errorf("%d addresses tried", len(tried))
	}
}

// The one file has what the single records have, and its digest is that of its
// bytes, whichever origin it is asked from.
func TestBook(t *testing.T) {
	c := newContract(t)
	body := c.do(http.MethodGet, "/api/v1/statusbook.json", nil).Body.Bytes()
	var whole struct {
		record.Book
		Content json.RawMessage `json:"content"`
	}
	if err := json.Unmarshal(body, &whole); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(whole.Content)
	if want := "sha256:" + hex.EncodeToString(sum[:]); whole.Digest != want {
		t.Errorf("the digest is %s, the content has %s", whole.Digest, want)
	}
	if whole.Version != record.Version || whole.Schema != schemaAddress {
		t.Errorf("version %q, schema %q", whole.Version, whole.Schema)
	}
	var content record.Content
	decoder := json.NewDecoder(bytes.NewReader(whole.Content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&content); err != nil {
		t.Fatal(err)
	}
	same := func(path string, part any) {
		t.Helper()
		w := c.do(http.MethodGet, path, nil)
		var compact bytes.Buffer
		if err := json.Compact(&compact, w.Body.Bytes()); err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(part); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(bytes.TrimSpace(compact.Bytes()), bytes.TrimSpace(text.Bytes())) {
			t.Errorf("%s is not what stands in the one file", path)
		}
	}
	for _, code := range content.Codes {
		same("/api/v1/codes/"+code.Code, code)
	}
	for _, class := range content.Classes {
		same("/api/v1/classes/"+class.Class, class)
	}
	for _, guide := range content.Guides {
		same("/api/v1/guides/"+guide.Slug, guide)
	}
	if len(content.Codes) < 64 || len(content.Classes) != 5 || len(content.Guides) == 0 || len(content.Pages) == 0 || len(content.Terms) == 0 {
		t.Errorf("%d codes, %d classes, %d guides, %d pages, %d terms", len(content.Codes), len(content.Classes), len(content.Guides), len(content.Pages), len(content.Terms))
	}
	// every value of a fact is in the vocabulary
	for _, code := range content.Codes {
		words := []string{"registration." + code.Registration, "caching." + code.Caching}
		for member, value := range map[string]string{"protocol": code.Protocol, "redirectMethod": code.RedirectMethod, "retry": code.Retry} {
			if value != "" {
				words = append(words, member+"."+value)
			}
		}
		for _, word := range words {
			if len(content.Vocabulary[word]) < 2 {
				t.Errorf("the vocabulary has %v for %s", content.Vocabulary[word], word)
			}
		}
	}
	other := httptest.NewRequest(http.MethodGet, "http://other.test/api/v1/statusbook.json", nil)
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, other)
	if err := json.Unmarshal(w.Body.Bytes(), &whole); err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(whole.Content); whole.Digest != "sha256:"+hex.EncodeToString(sum[:]) || bytes.Contains(whole.Content, []byte("book.test")) {
		t.Error("asked from another origin, the digest is not that of the content")
	}
}

// A record and its page do not contradict each other: the languages of a record
// are those of the edition, and a problem is there for errors alone.
func TestRecordsOfPages(t *testing.T) {
	c := newContract(t)
	for _, e := range book(t).Editions.Editions {
		for _, path := range []string{"/404", "/4xx"} {
			var found struct { // what codes and classes have in common
				Names    record.Texts
				Sections map[string][]record.Section
			}
			if err := json.Unmarshal(c.do(http.MethodGet, "/"+e.Tag+path+".json", nil).Body.Bytes(), &found); err != nil {
				t.Fatal(err)
			}
			if len(found.Names) != len(e.Languages) || len(found.Sections) != len(e.Languages) {
				t.Errorf("/%s%s.json: names %v", e.Tag, path, found.Names)
			}
		}
		for number := range 1000 {
			code := catalog.Digits(number)
			page := book(t).Page("/" + e.Tag + "/" + code)
			problem := book(t).Page("/" + e.Tag + "/" + code + ".problem.json")
			if want := page != nil && number >= 400 && number <= 599; (problem != nil) != want {
				t.Errorf("%s/%s.problem.json: is there: %t, want %t", e.Tag, code, problem != nil, want)
			}
		}
	}
	w := c.do(http.MethodGet, "/en/429.problem.json", nil)
	var ready record.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &ready); err != nil {
		t.Fatal(err)
	}
	if ready.Type != origin+"/429" || ready.Title != "Too Many Requests" || ready.Status != 429 || ready.Detail == "" {
		t.Errorf("the problem of 429 is %+v", ready)
	}
}

// FuzzQuery sends queries to the addresses that take one: each gets an answer of
// the contract, at once, with nothing of it taken for markup.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		"", "lang=en", "lang=zh-TW&lang=en", "class=4xx&registration=registered", "owner=nginx&field=Retry-After", "q=404", "q=找不到&page=2",
		"q=%00%FF", "q=\u202e<script>", "q={{.}}", "a;b", "%zz", "&&&", "=", "lang", "page=18446744073709551617", "q=<no value>", "owner=%s%d", "lang=" + strings.Repeat("x", 300),
	} {
		for at := range queried {
			f.Add(at, seed)
		}
	}
	var server *Server
	f.Fuzz(func(t *testing.T, at int, query string) {
		if server == nil {
			server = New(book(t), quiet(), Proxies{})
		}
		path := queried[((at%len(queried))+len(queried))%len(queried)]
		r := httptest.NewRequest(http.MethodGet, origin+path, nil)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		switch w.Code {
		case http.StatusOK:
		case http.StatusBadRequest:
			var fault record.Fault
			decoder := json.NewDecoder(w.Body)
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&fault); err != nil || fault.Detail == "" || fault.Status != w.Code || fault.Type != origin+"/400" {
				t.Errorf("%s?%s: %v, %+v", path, query, err, fault)
			}
		default:
			t.Errorf("%s?%s: status %d", path, query, w.Code)
		}
		if values, err := url.ParseQuery(query); err == nil && len(values) == 0 && path != "/api/v1/search" && w.Code != http.StatusOK {
			t.Errorf("%s?%s: status %d for an empty query", path, query, w.Code)
		}
	})
}

var queried = []string{"/api/v1/codes", "/api/v1/search", "/api/v1/codes/404", "/api/v1/editions"}
