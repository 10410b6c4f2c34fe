package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"statusbook/internal/locale"
	"statusbook/internal/site"
)

// oEmbed tells a program how to show a page of the book in a frame (oEmbed 1.0).
func oEmbed(c *gin.Context, now *site.Site) {
	origin, _ := c.Request.Context().Value(originKey{}).(string)
	page, refusal := now.OEmbed(c.Request.URL.RawQuery, origin, func() *locale.Edition {
		vary(c.Writer.Header(), "Accept-Language", "Cookie")
		return choose(now, c.Request)
	})
	if refusal != nil {
		refused(c, now, *refusal)
		return
	}
	render(c, now, page, http.StatusOK)
}
