package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"statusbook/internal/site"
)

// badgeRoute is that of all badges, those included which no page has.
const badgeRoute = "/badge/:name"

func isBadge(path string) bool { return strings.HasPrefix(path, "/badge/") }

// badge answers with a badge. The status is 200 even if there is no such code:
// who shows the badge would put a broken image in its place, and an image proxy
// would keep that.
func badge(c *gin.Context, now *site.Site) {
	path := c.Request.URL.Path
	canonical, misspelt := now.Canonical(path)
	switch page := now.Badge(path, c.Query("lang"), c.Query("style")); {
	case misspelt: // another case
		moved(c, now, canonical)
	case page == nil:
		elsewhere(c, now)
	case now.Page(path) != nil && c.Request.URL.EscapedPath() != path:
		moved(c, now, path)
	default:
		render(c, now, page, http.StatusOK)
	}
}
