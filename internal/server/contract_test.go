package server

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/santhosh-tekuri/jsonschema/v6"

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
