package site

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"mime"
	"path"
	"regexp"
	"strings"

	"statusbook/internal/layer"
	"statusbook/internal/problem"
)

// mediaTypes are those that a bare machine does not know.
var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2",
	".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json", ".md": "text/markdown; charset=utf-8",
}

// embedStyle is the style sheet of the cards in the frames of others. A frame in a
// sandbox has an origin of its own and must be let in.
const embedStyle = "embed.css"

// addAssets gives every static file an address with its digest in it, so that it
// can be kept for ever, and returns the addresses by name.
func (s *Site) addAssets(tree *layer.Tree) (map[string]string, problem.List) {
	addresses := map[string]string{}
	var problems problem.List
	for _, file := range tree.Glob("static/*") {
		name := strings.TrimPrefix(file.Name, "static/")
		if !assetName.MatchString(name) {
			problems = append(problems, problem.In(file.Origin, "an asset's name has only letters, digits, dot, hyphen and underscore"))
			continue
		}
		sum := sha256.Sum256(file.Data)
		ext := path.Ext(name)
		address := "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
		addresses[name] = address
		s.pages[address] = (&Representation{
			MediaType:    cmp.Or(mediaTypes[ext], mime.TypeByExtension(ext), "application/octet-stream"),
			CacheControl: cacheAsset, Modified: s.built,
			Open: name == embedStyle,
		}).with(file.Data)
	}
	return addresses, problems
}

var assetName = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]*$`)

// manifest describes the edition to a device that installs it (W3C Web
// Application Manifest).
func (b *book) manifest(assets map[string]string) *Representation {
	type icon struct {
		Src   string `json:"src"`
		Sizes string `json:"sizes"`
		Type  string `json:"type"`
	}
	body, err := json.MarshalIndent(struct {
		ID         string `json:"id"`
		Name       string `json:"name"`
		ShortName  string `json:"short_name"`
		Lang       string `json:"lang"`
		StartURL   string `json:"start_url"`
		Scope      string `json:"scope"`
		Display    string `json:"display"`
		Background string `json:"background_color"`
		Theme      string `json:"theme_color"`
		Icons      []icon `json:"icons"`
	}{
		b.href(""), b.say("site.tagline"), b.say("site.name"), b.edition.Lang(), b.href(""), b.site.Link("/"),
		"minimal-ui", "#fcfbf8", "#fcfbf8",
		[]icon{
			{b.site.Link(assets["icon.svg"]), "any", "image/svg+xml"},
			{b.site.Link(assets["icon-192.png"]), "192x192", "image/png"},
			{b.site.Link(assets["icon-512.png"]), "512x512", "image/png"},
		},
	}, "", " ")
	if err != nil {
		b.fail(err)
		return nil
	}
	rep := &Representation{
		MediaType: mediaTypes[".webmanifest"], Language: b.edition.Lang(), CacheControl: cachePage, Modified: b.site.built,
	}
	return rep.with(body)
}

// addMachines adds the sitemap and robots.txt. Both need absolute addresses.
func (s *Site) addMachines() {
	add := func(p, mediaType, body string) {
		s.pages[p] = (&Representation{MediaType: mediaType, CacheControl: cachePage, Modified: s.built}).with([]byte(body))
	}
	add("/sitemap.xml", "application/xml; charset=utf-8", s.sitemap(s.origin+s.base))
	if s.Hidden() {
		add("/robots.txt", "text/plain; charset=utf-8", "User-agent: *\nDisallow: /\n")
		return
	}
	add("/robots.txt", "text/plain; charset=utf-8",
		"User-agent: *\nDisallow: "+s.base+"/*/search?\nDisallow: "+s.base+"/*?remember\nSitemap: "+s.origin+s.base+"/sitemap.xml\n")
}

// sitemap lists every page that may be found, with its other editions
// (sitemaps.org, and the xhtml:link extension for languages).
func (s *Site) sitemap(root string) string {
	type link struct {
		Rel      string `xml:"rel,attr"`
		Hreflang string `xml:"hreflang,attr"`
		Href     string `xml:"href,attr"`
	}
	type entry struct {
		Loc   string `xml:"loc"`
		Links []link `xml:"xhtml:link"`
	}
	type urlset struct {
		XMLName xml.Name `xml:"urlset"`
		XMLNS   string   `xml:"xmlns,attr"`
		XHTML   string   `xml:"xmlns:xhtml,attr"`
		URLs    []entry  `xml:"url"`
	}
	set := urlset{XMLNS: "http://www.sitemaps.org/schemas/sitemap/0.9", XHTML: "http://www.w3.org/1999/xhtml"}
	for _, p := range s.Paths() {
		e := s.EditionOf(p)
		if e == nil || s.pages[p].NoIndex || path.Ext(p) != "" {
			continue
		}
		rest := strings.TrimPrefix(p, "/"+e.Tag+"/")
		item := entry{Loc: root + p}
		for _, other := range s.Editions.Editions {
			item.Links = append(item.Links, link{"alternate", other.Tag, root + "/" + other.Tag + "/" + rest})
		}
		item.Links = append(item.Links, link{"alternate", "x-default", root + s.neutral(rest)})
		set.URLs = append(set.URLs, item)
	}
	out, err := xml.MarshalIndent(set, "", " ")
	if err != nil {
		panic(err) // strings always marshal
	}
	return xml.Header + string(out) + "\n"
}
