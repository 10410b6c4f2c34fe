package server

import (
	"path"
	"regexp"
	"strings"

	"github.com/gin-gonic/gin"

	"statusbook/internal/site"
)

// otherRoute stands for every path that the book does not have.
const otherRoute = "other"

// numbered is a segment of a path that names a code or a class, perhaps in one
// of several formats.
var numbered = regexp.MustCompile(`^(?:([0-9]{3})|([0-9]xx))((?:\.[a-z]+)*)$`)

// own are the segments after an edition that the program has by itself. All other
// pages of an edition are content: there can be any number of them.
var own = map[string]bool{"": true, "search": true, "suggest": true, "print": true}

// templates names the routes of an engine by what they have in common, such as
// /{edition}/{code}. Every page has a route of its own, and what counts requests
// must not grow with the book.
func templates(now *site.Site, routes gin.RoutesInfo) map[string]string {
	redirects := now.Redirects()
	names := make(map[string]string, len(routes))
	for _, route := range routes {
		name := template(now, route.Path)
		if _, ok := redirects[route.Path]; ok {
			name = path.Dir(name) + "/{name}"
		}
		names[route.Path] = name
	}
	return names
}

func template(now *site.Site, route string) string {
	segments := strings.Split(strings.TrimPrefix(route, "/"), "/")
	for i, segment := range segments {
		before := ""
		if i > 0 {
			before = segments[i-1]
		}
		number := numbered.FindStringSubmatch(segment)
		switch {
		case segment != "" && (segment[0] == ':' || segment[0] == '*'): // a parameter of Gin's
			segments[i] = "{" + segment[1:] + "}"
		case number != nil && number[1] != "":
			segments[i] = "{code}" + number[3]
		case number != nil:
			segments[i] = "{class}" + number[3]
		case i < 3 && now.EditionOf(segment) != nil:
			segments[i] = "{edition}"
		case before == "static":
			segments[i] = "{file}"
		case before == "guides" && segment != "":
			segments[i] = "{slug}" + path.Ext(segment)
		case i == 1 && before == "{edition}" && !own[segment] && i == len(segments)-1:
			segments[i] = "{page}" + path.Ext(segment)
		}
	}
	return "/" + strings.Join(segments, "/")
}
