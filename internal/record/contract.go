package record

import (
	"bytes"
	_ "embed" // for the two documents
	"encoding/json"
	"fmt"
)

// Version is that of the form of the records. The first number is that of the
// interface and of its addresses, the second counts additions.
const Version = "1.0"

//go:embed schema.json
var schema []byte

//go:embed openapi.yaml
var openAPI []byte

// anyRoot stands in the documents for the address of the book.
const anyRoot = "http://origin.invalid"

// Schema returns the JSON Schema (draft 2020-12) of the records, for the book at
// an address without its last slash: "https://wiki.example/http".
func Schema(root string) []byte {
	return bytes.ReplaceAll(schema, []byte(anyRoot), []byte(root))
}

// OpenAPI returns the description of the interface (OpenAPI 3.1) in YAML, for the
// book at an address. Its schemas are the definitions of [Schema], in JSON, which
// YAML contains (YAML 1.2, section 1.3).
func OpenAPI(root string) []byte {
	var document struct {
		Definitions json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(schema, &document); err != nil {
		panic(fmt.Errorf("schema.json: %w", err)) // it is part of the program
	}
	definitions := bytes.ReplaceAll(document.Definitions, []byte("#/$defs/"), []byte("#/components/schemas/"))
	whole := append(bytes.Clone(openAPI), "  schemas:\n    "...)
	whole = append(append(whole, bytes.ReplaceAll(definitions, []byte("\n"), []byte("\n    "))...), '\n')
	return bytes.ReplaceAll(whole, []byte(anyRoot), []byte(root))
}
