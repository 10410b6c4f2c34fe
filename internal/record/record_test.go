package record_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"statusbook/internal/catalog"
	"statusbook/internal/record"
)

const root = "https://wiki.example/http"

// node is a schema, as far as the records need it.
type node struct {
	Ref         string           `json:"$ref"`
	ID          string           `json:"$id"`
	Type        string           `json:"type"`
	Description string           `json:"description"`
	AllOf       []node           `json:"allOf"`
	Properties  map[string]node  `json:"properties"`
	Required    []string         `json:"required"`
	Items       *node            `json:"items"`
	Additional  *node            `json:"additionalProperties"`
	Enum        []string         `json:"enum"`
	Examples    []any            `json:"examples"`
	Definitions map[string]*node `json:"$defs"`
}

func schema(t *testing.T) node {
	t.Helper()
	var n node
	if err := json.Unmarshal(record.Schema(root), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// answers are what the addresses of the interface answer with.
var answers = []any{
	record.Book{},
	record.CodeList{},
	record.Code{},
	record.ClassList{},
	record.Class{},
	record.GuideList{},
	record.Guide{},
	record.EditionList{},
	record.SearchPage{},
	record.Fault{},
}

// Every member of a type is in the schema, with its type, and the other way
// round; what may be left out is not required, and everything else is.
func TestTypesAgreeWithSchema(t *testing.T) {
	document := schema(t)
	seen := map[string]bool{}
	for _, answer := range answers {
		compare(t, document, reflect.TypeOf(answer), seen)
	}
	for name, definition := range document.Definitions {
		if definition.Properties != nil && !seen[name] {
			t.Errorf("$defs/%s is no type of the package", name)
		}
	}
	if !seen["Owner"] || !seen["CodeRef"] {
		t.Errorf("the comparison reached %v alone", slices.Sorted(maps.Keys(seen)))
	}
}

func compare(t *testing.T, document node, typ reflect.Type, seen map[string]bool) {
	t.Helper()
	if seen[typ.Name()] {
		return
	}
	seen[typ.Name()] = true
	definition := document.Definitions[typ.Name()]
	if definition == nil {
		t.Errorf("$defs/%s is missing", typ.Name())
		return
	}
	var members, required, based []string
	for field := range typ.Fields() {
		if field.Anonymous {
			based = append(based, "#/$defs/"+field.Type.Name())
			compare(t, document, field.Type, seen)
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		members = append(members, name)
		if options != "omitempty" {
			required = append(required, name)
		}
		if property, ok := definition.Properties[name]; ok {
			compareType(t, document, typ.Name()+"."+name, field.Type, property, seen)
		}
	}
	sameSet(t, typ.Name()+": members", members, slices.Collect(maps.Keys(definition.Properties)))
	sameSet(t, typ.Name()+": required members", required, definition.Required)
	var bases []string
	for _, base := range definition.AllOf {
		bases = append(bases, base.Ref)
	}
	sameSet(t, typ.Name()+": allOf", based, bases)
}

func compareType(t *testing.T, document node, where string, typ reflect.Type, n node, seen map[string]bool) {
	t.Helper()
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	target, reference := n, strings.TrimPrefix(n.Ref, "#/$defs/")
	if n.Ref != "" {
		if document.Definitions[reference] == nil {
			t.Errorf("%s refers to $defs/%s, which is missing", where, reference)
			return
		}
		target = *document.Definitions[reference]
	}
	want := map[reflect.Kind]string{
		reflect.String: "string", reflect.Int: "integer", reflect.Bool: "boolean", reflect.Slice: "array", reflect.Map: "object", reflect.Struct: "object",
	}[typ.Kind()]
	if target.Type != want {
		t.Errorf("%s is of type %q in the schema, want %q", where, target.Type, want)
		return
	}
	switch typ.Kind() {
	case reflect.Struct:
		if reference != typ.Name() {
			t.Errorf("%s is a %s in the schema, want a %s", where, reference, typ.Name())
		}
		compare(t, document, typ, seen)
	case reflect.Slice:
		if target.Items == nil {
			t.Errorf("%s has no items in the schema", where)
			return
		}
		compareType(t, document, where+"[]", typ.Elem(), *target.Items, seen)
	case reflect.Map:
		if target.Additional == nil {
			t.Errorf("%s says nothing of its values in the schema", where)
			return
		}
		compareType(t, document, where+"{}", typ.Elem(), *target.Additional, seen)
	}
}

func sameSet(t *testing.T, what string, got, want []string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: the type has %v, the schema %v", what, got, want)
	}
}

// The values of facts are those of the schema, and so are the ecosystems.
func TestValuesAgreeWithSchema(t *testing.T) {
	document := schema(t)
	lists := map[string][]string{
		"registration": document.Definitions["CodeSummary"].Properties["registration"].Enum,
		"caching":      document.Definitions["Code"].Properties["caching"].Enum,
		"method":       document.Definitions["Code"].Properties["redirectMethod"].Enum,
		"retry":        document.Definitions["Code"].Properties["retry"].Enum,
		"level":        document.Definitions["Field"].Properties["level"].Enum,
		"reaches":      document.Definitions["Owner"].Properties["reaches"].Enum,
	}
	facts := map[string][]string{}
	for _, id := range catalog.Vocabulary() {
		kind, value, _ := strings.Cut(id, ".")
		if _, ok := lists[kind]; ok {
			facts[kind] = append(facts[kind], value)
		}
	}
	for kind, values := range lists {
		sameSet(t, kind, facts[kind], values)
	}
	var ecosystems []string
	for typ, i := reflect.TypeFor[catalog.Constants](), 0; i < typ.NumField(); i++ {
		ecosystems = append(ecosystems, typ.Field(i).Tag.Get("toml"))
	}
	sameSet(t, "constants", ecosystems, slices.Collect(maps.Keys(document.Definitions["Code"].Properties["constants"].Properties)))
}

// The schema is one, each of its definitions can be used by itself, and its
// examples are examples.
func TestSchema(t *testing.T) {
	text := record.Schema(root)
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	document := schema(t)
	if want := root + "/api/v1/schema.json"; document.ID != want {
		t.Errorf("$id is %q, want %q", document.ID, want)
	}
	if bytes.Contains(text, []byte("origin.invalid")) {
		t.Error("an address of nowhere is left")
	}
	compiler := jsonschema.NewCompiler() // checks it against its own meta-schema
	compiler.AssertFormat()
	if err := compiler.AddResource(document.ID, parsed); err != nil {
		t.Fatal(err)
	}
	for name, definition := range document.Definitions {
		compiled, err := compiler.Compile(document.ID + "#/$defs/" + name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, example := range definition.Examples {
			if err := compiled.Validate(example); err != nil && name != "Problem" { // encoding/json makes a float of its status
				t.Errorf("%s: the example %v: %v", name, example, err)
			}
		}
		if definition.Description == "" && name != "Languages" {
			t.Errorf("%s has no description", name)
		}
	}
}

// The OpenAPI document is valid, and has the definitions of the schema.
func TestOpenAPI(t *testing.T) {
	text := record.OpenAPI(root)
	document, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := document.Validate(t.Context()); err != nil {
		t.Error(err)
	}
	if !document.IsOpenAPI31OrLater() || len(document.Servers) != 1 || document.Servers[0].URL != root || document.Info.Version != record.Version {
		t.Errorf("version %q of the document, %q of the interface; servers %+v", document.OpenAPI, document.Info.Version, document.Servers)
	}
	sameSet(t, "components", slices.Collect(maps.Keys(document.Components.Schemas)), slices.Collect(maps.Keys(schema(t).Definitions)))
	if bytes.Contains(text, []byte("$defs/")) && strings.Contains(string(text), `"$ref": "#/$defs`) {
		t.Error("a reference to $defs is left")
	}
}
