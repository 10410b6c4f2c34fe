// Package tomlfile decodes TOML strictly and remembers where each key stands,
// so that whoever finds a fault in a value later can point at it.
package tomlfile

import (
	"errors"
	"strconv"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
)

// Keys tells where the keys of one file stand.
type Keys struct {
	origin string
	at     map[string]place
}

type place struct{ line, column int }

// Decode reads file into target, a pointer to a struct or to a map. A syntax
// error, a value of the wrong type, a character that no text may hold, and with a
// struct a key that it does not know are problems; target then holds what could be
// read.
func Decode(file layer.File, target any) (Keys, problem.List) {
	keys, list := index(file)
	err := toml.NewDecoder(strings.NewReader(string(file.Data))).DisallowUnknownFields().Decode(target)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case err == nil:
	case errors.As(err, &unknown):
		for _, e := range unknown.Errors {
			line, column := e.Position()
			list = append(list, problem.At(file.Origin, line, column, "unknown key %q", strings.Join(e.Key(), ".")))
		}
	case errors.As(err, &wrong):
		line, column := wrong.Position()
		list = append(list, problem.At(file.Origin, line, column, "%s", strings.TrimPrefix(wrong.Error(), "toml: ")))
	default:
		list = append(list, problem.In(file.Origin, "%v", err))
	}
	return keys, list
}

// Has reports whether the dotted key stands in the file.
func (k Keys) Has(key string) bool {
	_, ok := k.at[key]
	return ok
}

// Problem makes a problem at the place of the dotted key, or of its nearest
// parent that stands in the file. An entry of an array, be it of values or of
// tables, has its number for a key, from 0: "fields.1.name". Without the number,
// "fields.name" is the first of that name in any entry.
func (k Keys) Problem(key, format string, args ...any) problem.Problem {
	for name := key; name != ""; {
		if p, ok := k.at[name]; ok {
			return problem.At(k.origin, p.line, p.column, format, args...)
		}
		cut := strings.LastIndex(name, ".")
		name = name[:max(cut, 0)]
	}
	return problem.In(k.origin, format, args...)
}

// index walks the document and notes where each key begins, the first time that
// it appears. It returns what is wrong with the characters of keys and texts.
func index(file layer.File) (Keys, problem.List) {
	r := reader{file: file, at: map[string]place{}, entries: map[string]int{}, line: 1}
	var p unstable.Parser
	p.Reset(file.Data)
	var table name
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = r.header(e)
		case unstable.KeyValue:
			r.keyValue(table, e)
		}
	}
	return Keys{file.Origin, r.at}, r.problems
}

// reader is the state of index.
type reader struct {
	file     layer.File
	at       map[string]place
	entries  map[string]int // how many tables each array of them has so far
	problems problem.List

	line, begin, seen int // where the reading has come: keys stand in their order
}

// place finds the line and the column of an offset.
func (r *reader) place(offset int) place {
	if offset < r.seen {
		r.line, r.begin, r.seen = 1, 0, 0
	}
	for ; r.seen < offset; r.seen++ {
		if r.file.Data[r.seen] == '\n' {
			r.line, r.begin = r.line+1, r.seen+1
		}
	}
	return place{r.line, offset - r.begin + 1}
}

// name is a dotted key, with the numbers of entries and without.
type name struct{ numbered, plain string }

// entry is the name of an entry of an array.
func (n name) entry(i int) name { return name{n.numbered + "." + strconv.Itoa(i), n.plain} }

// below is the name of a key of a table.
func (n name) below(key string) name {
	if n.plain == "" {
		return name{key, key}
	}
	return name{n.numbered + "." + key, n.plain + "." + key}
}

// note notes that a name stands at a node.
func (r *reader) note(n name, node *unstable.Node) {
	for _, key := range []string{n.numbered, n.plain} {
		if _, known := r.at[key]; !known && node.Raw.Length > 0 { // an array within an array has no place
			r.at[key] = r.place(int(node.Raw.Offset))
		}
	}
}

// key notes a key of a table and returns its name.
func (r *reader) key(table name, node *unstable.Node) name {
	r.check(node)
	n := table.below(string(node.Data))
	r.note(n, node)
	return n
}

// header notes [table] or [[table]] and returns its name, in which each array of
// tables is followed by the number of its latest entry.
func (r *reader) header(e *unstable.Node) name {
	var n name
	for keys := e.Key(); keys.Next(); {
		node := keys.Node()
		n = r.key(n, node)
		if e.Kind == unstable.ArrayTable && keys.IsLast() {
			r.entries[n.numbered]++
		}
		if count := r.entries[n.numbered]; count > 0 {
			n = n.entry(count - 1)
			r.note(n, node)
		}
	}
	return n
}

// keyValue notes a key, dotted or not, and what is within its value.
func (r *reader) keyValue(n name, e *unstable.Node) {
	for keys := e.Key(); keys.Next(); {
		n = r.key(n, keys.Node())
	}
	r.value(n, e.Value())
}

func (r *reader) value(n name, value *unstable.Node) {
	children := value.Children()
	switch value.Kind {
	case unstable.String:
		r.check(value)
	case unstable.InlineTable:
		for children.Next() {
			r.keyValue(n, children.Node())
		}
	case unstable.Array:
		for i := 0; children.Next(); i++ {
			r.note(n.entry(i), children.Node())
			r.value(n.entry(i), children.Node())
		}
	}
}

// check looks for characters that an escape has brought in, past the look at the
// bytes of the file in [layer].
func (r *reader) check(node *unstable.Node) {
	for _, c := range string(node.Data) {
		what := ""
		switch {
		case c >= 0x202A && c <= 0x202E, c >= 0x2066 && c <= 0x2069:
			what = "changes the direction of text invisibly"
		case unicode.IsControl(c) && c != '\n' && c != '\t':
			what = "is a control character"
		default:
			continue
		}
		p := r.place(int(node.Raw.Offset))
		r.problems = append(r.problems, problem.At(r.file.Origin, p.line, p.column, "U+%04X %s: remove it", c, what))
		return
	}
}
