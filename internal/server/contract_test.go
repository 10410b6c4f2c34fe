package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"statusbook/internal/catalog"
	"statusbook/internal/record"
	"statusbook/internal/site"
)

// contract holds answers against what openapi.yaml and the schema say. The
// OpenAPI library checks the operation, the parameters, the status, the fields and
// the media type. Bodies are checked by a JSON Schema library, against the whole of
// draft 2020-12: the former falls back on the rules of OpenAPI 3.0 in silence
// where it cannot compile a schema of 3.1.
type contract struct {
	t          *testing.T
	server     *Server
	document   *openapi3.T
	operations []operation
	compiler   *jsonschema.Compiler
	seen       map[string]bool // operation and status
}

const origin = "http://book.test"

func newContract(t *testing.T) *contract {
	t.Helper()
	c := &contract{t: t, server: New(book(t), quiet(), Proxies{}), seen: map[string]bool{}}
	answer := c.do(http.MethodGet, "/openapi.yaml", nil)
	var err error
	if c.document, err = openapi3.NewLoader().LoadFromData(answer.Body.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := c.document.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.operations = operations(c.document)
	if got := c.document.Servers[0].URL; got != origin {
		t.Errorf("the server in openapi.yaml is %q, want this one, %q", got, origin)
	}
	schema, err := jsonschema.UnmarshalJSON(c.do(http.MethodGet, "/api/v1/schema.json", nil).Body)
	if err != nil {
		t.Fatal(err)
	}
	c.compiler = jsonschema.NewCompiler()
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource(schemaAddress, schema); err != nil {
		t.Fatal(err)
	}
	return c
}

const schemaAddress = origin + "/api/v1/schema.json"

func (c *contract) do(method, target string, fields http.Header) *httptest.ResponseRecorder {
	c.t.Helper()
	r := httptest.NewRequest(method, origin+target, nil)
	maps.Copy(r.Header, fields)
	r.RequestURI = target
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	return w
}

// operation is a path of the document with the pattern of its addresses.
type operation struct {
	path    string
	pattern *regexp.Regexp
	names   []string
}

var pathParameter = regexp.MustCompile(`\\\{(\w+)\\\}`)

// operations lists the paths, those with the fewest parameters first.
func operations(document *openapi3.T) []operation {
	var all []operation
	for _, path := range document.Paths.InMatchingOrder() {
		o := operation{path: path}
		for _, m := range pathParameter.FindAllStringSubmatch(regexp.QuoteMeta(path), -1) {
			o.names = append(o.names, m[1])
		}
		o.pattern = regexp.MustCompile("^" + pathParameter.ReplaceAllString(regexp.QuoteMeta(path), `([^/.]+)`) + "$")
		all = append(all, o)
	}
	return all
}

// find returns the path of the document that an address belongs to, and the
// values of its parameters.
func (c *contract) find(target string) (path string, values map[string]string) {
	c.t.Helper()
	where, _, _ := strings.Cut(target, "?")
	for _, o := range c.operations {
		if m := o.pattern.FindStringSubmatch(where); m != nil {
			values = map[string]string{}
			for i, name := range o.names {
				values[name] = m[i+1]
			}
			return o.path, values
		}
	}
	c.t.Errorf("%s: openapi.yaml has no such address", target)
	return "", nil
}

// check asks for an address and holds the answer against the contract. It
// returns the answer.
func (c *contract) check(target string, status int, fields http.Header) *httptest.ResponseRecorder {
	c.t.Helper()
	w := c.do(http.MethodGet, target, fields)
	if w.Code != status {
		c.t.Errorf("%s: status %d, want %d: %.300s", target, w.Code, status, w.Body)
		return w
	}
	path, values := c.find(target)
	if path == "" {
		return w
	}
	operation := c.document.Paths.Value(path).Get
	c.seen[fmt.Sprintf("%s %d", operation.OperationID, status)] = true
	request := httptest.NewRequest(http.MethodGet, origin+target, nil)
	input := &openapi3filter.RequestValidationInput{
		Request: request, PathParams: values,
		Route: &routers.Route{Spec: c.document, Path: path, PathItem: c.document.Paths.Value(path), Method: http.MethodGet, Operation: operation},
	}
	// The server may be stricter than OpenAPI can say: unknown names, repetitions,
	// values that this book does not have. What the document forbids it refuses.
	if err := openapi3filter.ValidateRequest(c.t.Context(), input); err != nil && status < http.StatusBadRequest {
		c.t.Errorf("%s: status %d for what the document does not allow: %v", target, status, err)
	}
	if status != http.StatusOK && status != http.StatusNotModified && w.Header().Get("Content-Type") != "application/problem+json" {
		c.t.Errorf("%s: Content-Type %q with status %d", target, w.Header().Get("Content-Type"), status)
	}
	response := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: w.Code, Header: w.Header(),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: true},
	}
	response.SetBodyBytes(w.Body.Bytes())
	if err := openapi3filter.ValidateResponse(c.t.Context(), response); err != nil {
		c.t.Errorf("%s: %v", target, err)
	}
	if status == http.StatusNotModified {
		return w
	}
	documented := operation.Responses.Status(status)
	if documented == nil {
		documented = operation.Responses.Default()
	}
	content := documented.Value.Content[w.Header().Get("Content-Type")]
	if content == nil {
		c.t.Errorf("%s: the media type %q is not documented for status %d", target, w.Header().Get("Content-Type"), status)
		return w
	}
	c.checkBody(target, w.Body.Bytes(), content.Schema)
	return w
}

// checkBody holds a body against the schemas that an answer may have.
func (c *contract) checkBody(target string, body []byte, schema *openapi3.SchemaRef) {
	c.t.Helper()
	alternatives := []*openapi3.SchemaRef{schema}
	if len(schema.Value.AnyOf) > 0 {
		alternatives = schema.Value.AnyOf
	}
	if schema.Ref == "" && len(schema.Value.AnyOf) == 0 {
		return // a document, which is read elsewhere
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		c.t.Errorf("%s: %v", target, err)
		return
	}
	var wrong []error
	for _, alternative := range alternatives {
		compiled, err := c.compiler.Compile(schemaAddress + "#/$defs/" + strings.TrimPrefix(alternative.Ref, "#/components/schemas/"))
		if err != nil {
			c.t.Fatal(err)
		}
		if err := compiled.Validate(value); err != nil {
			wrong = append(wrong, err)
		}
	}
	if len(wrong) == len(alternatives) {
		c.t.Errorf("%s: %v", target, wrong)
	}
}

// Every address of the interface answers as the document says, in all languages
// and in each, and the document has no operation that was not tried.
func TestContract(t *testing.T) {
	c := newContract(t)
	now := book(t)
	tried := 0
	for _, path := range now.Paths() {
		page := now.Page(path)
		switch {
		case site.ForPrograms(path), path == "/openapi.yaml":
		case strings.HasSuffix(path, ".json") && now.EditionOf(path) != nil:
		default:
			continue
		}
		tried++
		w := c.check(path, http.StatusOK, nil)
		c.check(path, http.StatusNotModified, http.Header{"If-None-Match": w.Header()["Etag"]})
		if w.Header().Get("Content-Type") != page.MediaType || w.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: fields %v", path, w.Header())
		}
		if path == "/openapi.yaml" || now.EditionOf(path) != nil {
			continue
		}
		c.check(path, http.StatusNotAcceptable, http.Header{"Accept": {"image/png"}})
		c.check(path+"?x=1", http.StatusBadRequest, nil)
		if !slices.Contains([]string{"/api/v1/editions", "/api/v1/statusbook.json", "/api/v1/schema.json"}, path) {
			for _, lang := range []string{"en", "zh-TW", "ZH-tw"} {
				c.check(path+"?lang="+lang, http.StatusOK, nil)
			}
			c.check(path+"?lang=mul", http.StatusBadRequest, nil)
			c.check(path+"?lang=en&lang=en", http.StatusBadRequest, nil)
		}
	}
	if tried < 500 {
		t.Errorf("%d addresses tried", tried)
	}
	for _, query := range []string{
		"class=4xx", "class=5XX&lang=en", "registration=unregistered", "owner=nginx", "owner=NGINX&class=4xx", "owner=Cloudf", "field=Retry-After",
		"field=retry-after&class=5xx&registration=registered&lang=zh-TW", "class=1xx&owner=nginx",
	} {
		c.check("/api/v1/codes?"+query, http.StatusOK, nil)
	}
	for _, query := range []string{
		"class=6xx", "class=", "class=4xx&class=5xx", "registration=Unknown", "owner=", "owner=nobody-at-all", "field=X-Nothing", "limit=10", "%zz", "a;b", "%FF=1",
	} {
		c.check("/api/v1/codes?"+query, http.StatusBadRequest, nil)
	}
	for _, query := range []string{"q=404", "q=too+many+requests&lang=en", "q=%E6%89%BE%E4%B8%8D%E5%88%B0", "q=teapto", "q=cache&page=2", "q=zzzzzz", "q=cache&page=999", "q=guide&lang=zh-tw"} {
		c.check("/api/v1/search?"+query, http.StatusOK, nil)
	}
	for _, query := range []string{"", "q=", "q=%20", "q=" + strings.Repeat("x", 201), "q=x&page=0", "q=x&page=01", "q=x&page=-1", "q=x&page=1000", "q=x&q=y", "q=x&lang=xx"} {
		c.check("/api/v1/search?"+query, http.StatusBadRequest, nil)
	}
	c.check("/api/v1/search?q=x", http.StatusNotAcceptable, http.Header{"Accept": {"text/html"}})
	c.check("/api/v1/search?q=404", http.StatusNotModified, http.Header{"If-None-Match": {"*"}})
	for _, code := range []string{"583", "001", "999x", "4040", "nothing", "%00", "{{x}}"} {
		c.check("/api/v1/codes/"+code, http.StatusNotFound, nil)
	}
	c.check("/api/v1/classes/6xx", http.StatusNotFound, nil)
	c.check("/api/v1/guides/nothing", http.StatusNotFound, nil)
	for status, fields := range map[int]http.Header{
		http.StatusPreconditionFailed:           {"If-Match": {`"other"`}},
		http.StatusRequestedRangeNotSatisfiable: {"Range": {"bytes=99999999-"}},
		http.StatusRequestHeaderFieldsTooLarge:  {"X-Long": {strings.Repeat("x", 17000)}},
	} {
		c.check("/api/v1/codes/404", status, fields)
	}
	c.check("/api/v1/search?q="+strings.Repeat("x", 9000), http.StatusRequestURITooLong, nil)
	for path, item := range c.document.Paths.Map() {
		for status := range item.Get.Responses.Map() {
			if key := item.Get.OperationID + " " + status; status != "default" && !c.seen[key] {
				t.Errorf("%s: no answer was %s", path, key)
			}
		}
	}
}

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
		_, _ = io.Copy(io.Discard, w.Body)
	})
}

var queried = []string{"/api/v1/codes", "/api/v1/search", "/api/v1/codes/404", "/api/v1/editions"}
