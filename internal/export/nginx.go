package export

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"text/template"

	_ "embed" // for the template
)

//go:embed nginx.conf
var nginxSource string

var nginxTemplate = template.Must(template.New("nginx.conf").Parse(nginxSource))

// nginxView is what nginx.conf says of a book.
type nginxView struct {
	Root      string // of the book: /http/
	Pattern   string // the same in a regular expression
	Default   string
	Editions  []nginxEdition
	Choices   string // the names of addresses without an edition, for a regular expression
	Redirects []nginxRedirect
	Types     []nginxType
	Charset   string       // the media types with charset=utf-8
	Plain     string       // the media type of names without an extension
	Top       nginxBlock   // the files at the top
	Blocks    []nginxBlock // those in folders
}

type nginxEdition struct {
	Tag      string
	Accepted string // a regular expression for Accept-Language; empty for an edition that is only ever chosen
}

type nginxRedirect struct{ From, To string }

type nginxType struct{ MediaType, Extension string }

// nginx writes what an nginx needs to serve the folder as the program would.
func (b *builder) nginx() []byte {
	s := b.site
	view := nginxView{Root: s.Link("/"), Pattern: regexp.QuoteMeta(s.Link("/")), Default: s.Editions.Default.Tag}
	types, withCharset := b.nginxTypes()
	view.Charset, view.Plain = strings.Join(withCharset, " "), types[""]
	for _, extension := range sortedKeys(types) {
		if extension != "" {
			view.Types = append(view.Types, nginxType{types[extension], extension})
		}
	}
	for _, block := range b.nginxBlocks(types) {
		if block.Match == view.Root {
			view.Top = block
		} else {
			view.Blocks = append(view.Blocks, block)
		}
	}
	var several []string
	for _, e := range s.Editions.Editions {
		if !e.Multilingual() {
			several = append(several, base(e.Tag))
		}
	}
	for _, e := range s.Editions.Editions {
		edition := nginxEdition{Tag: e.Tag}
		if !e.Multilingual() {
			// Before it stand only languages of which there is no edition.
			others := slices.DeleteFunc(slices.Clone(several), func(tag string) bool { return tag == base(e.Tag) })
			edition.Accepted = fmt.Sprintf(`^(?:(?!\s*(?:%s)\b)[^,]*,)*\s*%s\b`, strings.Join(append(others, "-"), "|"), base(e.Tag))
		}
		view.Editions = append(view.Editions, edition)
	}
	var names []string
	for _, p := range s.Choices() {
		if page := b.pages["/"+view.Default+p]; page != nil && strings.HasPrefix(page.MediaType, "text/html") {
			names = append(names, regexp.QuoteMeta(strings.TrimPrefix(p, "/")))
		}
	}
	view.Choices = strings.Join(names, "|")
	table := s.Redirects()
	for _, from := range sortedKeys(table) {
		view.Redirects = append(view.Redirects, nginxRedirect{s.Link(from), s.Link(table[from])})
	}
	for p := range b.pages {
		if folder, ok := strings.CutSuffix(p, "/"); ok && folder != "" {
			view.Redirects = append(view.Redirects, nginxRedirect{s.Link(folder), s.Link(p)})
		}
	}
	slices.SortFunc(view.Redirects, func(x, y nginxRedirect) int { return strings.Compare(x.From, y.From) })
	var out bytes.Buffer
	if err := nginxTemplate.Execute(&out, view); err != nil {
		b.problems = append(b.problems, err)
	}
	return out.Bytes()
}

// base is the language of a tag.
func base(tag string) string {
	language, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return language
}

// extension is that of the file of a path, without its dot.
func (b *builder) extension(p string) string {
	return strings.TrimPrefix(path.Ext(b.file(p, b.pages[p])), ".")
}

// nginxTypes finds the media type of each extension, which is that of most files,
// and those that have charset=utf-8.
func (b *builder) nginxTypes() (byExtension map[string]string, withCharset []string) {
	mediaTypes, members, charset := map[string]string{}, map[string][]string{}, map[string]bool{}
	for _, p := range sortedKeys(b.pages) {
		mediaType, parameters, _ := strings.Cut(b.pages[p].MediaType, ";")
		mediaTypes[p], charset[mediaType] = mediaType, parameters != ""
		members[b.extension(p)] = append(members[b.extension(p)], p)
	}
	byExtension = map[string]string{}
	for extension, paths := range members {
		byExtension[extension] = mediaTypes[mostFrequent(paths, mediaTypes)]
	}
	for _, mediaType := range sortedKeys(charset) {
		if charset[mediaType] && mediaType != "text/html" { // nginx has that one by itself
			withCharset = append(withCharset, mediaType)
		}
	}
	return byExtension, withCharset
}

// nginxBlock is a location: the files in a folder, or some of them that are sent
// with other fields.
type nginxBlock struct {
	Match  string // what stands after `location`
	Fields [][2]string
	Type   string // the media type, where nginx cannot tell by the extension
	Inner  []nginxBlock
}

// nginxBlocks makes a location of each folder, with those of exceptions in it.
func (b *builder) nginxBlocks(types map[string]string) []nginxBlock {
	folders := map[string][]string{}
	blocks := map[string]nginxBlock{} // by path: its fields alone
	keys := map[string]string{}       // by path: what makes two blocks the same
	for _, p := range sortedKeys(b.pages) {
		folder := p[:strings.LastIndex(p, "/")+1]
		folders[folder] = append(folders[folder], p)
		var block nginxBlock
		fields := b.fieldsOf(p)
		for _, name := range sortedKeys(fields) {
			block.Fields = append(block.Fields, [2]string{name, fields[name]})
		}
		mediaType, parameters, _ := strings.Cut(b.pages[p].MediaType, "; ")
		switch {
		case parameters != "" && parameters != "charset=utf-8":
			block.Type = b.pages[p].MediaType
		case mediaType != types[b.extension(p)]:
			block.Type = mediaType
		}
		blocks[p], keys[p] = block, fmt.Sprint(block)
	}
	var list []nginxBlock
	for _, folder := range sortedKeys(folders) {
		members := folders[folder]
		// Names without a suffix fit no pattern but the folder's own.
		bare := slices.DeleteFunc(slices.Clone(members), func(p string) bool { return groupOf(p).suffix != "" })
		if len(bare) == 0 {
			bare = members
		}
		usual := mostFrequent(bare, keys)
		block := blocks[usual]
		block.Match = b.site.Link(folder)
		bySuffix := map[string][]string{}
		for _, p := range members {
			suffix := groupOf(p).suffix
			bySuffix[suffix] = append(bySuffix[suffix], p)
		}
		suffixes := slices.SortedFunc(maps.Keys(bySuffix), func(x, y string) int { return cmp.Or(len(y)-len(x), strings.Compare(x, y)) })
		for _, suffix := range suffixes { // the longest first: .problem.json is .json too
			alike, around := bySuffix[suffix], usual
			if suffix != "" && len(alike) > 1 {
				around = mostFrequent(alike, keys)
				if keys[around] != keys[usual] {
					inner := blocks[around]
					inner.Match = "~ \"^" + regexp.QuoteMeta(b.site.Link(folder)) + "[^/]*" + regexp.QuoteMeta(suffix) + "$\""
					block.Inner = append(block.Inner, inner)
				}
			}
			for _, p := range alike {
				if keys[p] != keys[around] {
					inner := blocks[p]
					inner.Match = "= " + b.site.Link(p)
					block.Inner = append(block.Inner, inner)
				}
			}
		}
		list = append(list, block)
	}
	return list
}

const problemSuffix = ".problem.json"

// mostFrequent returns one of the paths that have what most have.
func mostFrequent(paths []string, keys map[string]string) string {
	times := map[string]int{}
	best := paths[0]
	for _, p := range paths {
		times[keys[p]]++
	}
	for _, p := range paths {
		if times[keys[p]] > times[keys[best]] {
			best = p
		}
	}
	return best
}
