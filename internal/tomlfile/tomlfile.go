// Package tomlfile decodes TOML strictly and remembers where each key stands,
// so that whoever finds a fault in a value later can point at it.
package tomlfile

import (
	"errors"
	"strings"

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
// error, a value of the wrong type, and with a struct a key that it does not
// know are problems; target then holds what could be read.
func Decode(file layer.File, target any) (Keys, problem.List) {
	keys := Keys{origin: file.Origin, at: index(file.Data)}
	err := toml.NewDecoder(strings.NewReader(string(file.Data))).DisallowUnknownFields().Decode(target)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case err == nil:
		return keys, nil
	case errors.As(err, &unknown):
		var list problem.List
		for _, e := range unknown.Errors {
			line, column := e.Position()
			list = append(list, problem.At(file.Origin, line, column, "unknown key %q", strings.Join(e.Key(), ".")))
		}
		return keys, list
	case errors.As(err, &wrong):
		line, column := wrong.Position()
		return keys, problem.List{problem.At(file.Origin, line, column, "%s", strings.TrimPrefix(wrong.Error(), "toml: "))}
	default:
		return keys, problem.List{problem.In(file.Origin, "%v", err)}
	}
}

// Problem makes a problem at the place of the dotted key, or of its nearest
// parent that stands in the file.
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

// index walks the document and notes where each dotted key begins, the first
// time that it appears. Entries of an array of tables share their key.
func index(data []byte) map[string]place {
	at := map[string]place{}
	var p unstable.Parser
	p.Reset(data)
	table := ""
	line, begin, seen := 1, 0, 0 // where the reading has come: keys stand in their order
	placeOf := func(offset int) place {
		if offset < seen {
			line, begin, seen = 1, 0, 0
		}
		for ; seen < offset; seen++ {
			if data[seen] == '\n' {
				line, begin = line+1, seen+1
			}
		}
		return place{line, offset - begin + 1}
	}
	note := func(prefix string, keys unstable.Iterator) string {
		name := prefix
		for keys.Next() {
			node := keys.Node()
			if name != "" {
				name += "."
			}
			name += string(node.Data)
			if _, known := at[name]; !known {
				at[name] = placeOf(int(node.Raw.Offset))
			}
		}
		return name
	}
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = note("", e.Key())
		case unstable.KeyValue:
			note(table, e.Key())
		}
	}
	return at
}
