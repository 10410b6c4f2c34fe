package server

import (
	"context"
	"log/slog"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// AccessLog says which exchanges are logged.
type AccessLog struct {
	All     bool          // not only those that failed or took long
	Slow    time.Duration // from here on an exchange took long; 0: none does
	Queries bool          // with the query: it tells what people search for
}

// LogAccess has exchanges logged: those that failed as errors, those that took
// long as warnings, and if wanted all others.
func (s *Server) LogAccess(want AccessLog) {
	s.Observe(func(x Exchange) {
		level := slog.LevelInfo
		switch {
		case x.Failed():
			level = slog.LevelError
		case want.Slow > 0 && x.Duration >= want.Slow:
			level = slog.LevelWarn
		}
		if level == slog.LevelInfo && !want.All {
			return
		}
		r := x.Request
		fields := []slog.Attr{
			slog.String("request_id", x.ID),
			slog.String("method", legible(r.Method, 32)),
			slog.String("route", x.Route),
			slog.String("path", legible(r.URL.EscapedPath(), 512)),
			slog.Int("status", x.Status),
			slog.Int64("bytes", x.Bytes),
			slog.Duration("duration", x.Duration.Round(time.Microsecond)),
			slog.String("client", legible(s.client(r), 128)),
			slog.String("proto", r.Proto),
			slog.String("user_agent", legible(r.UserAgent(), 256)),
		}
		if want.Queries {
			fields = append(fields, slog.String("query", legible(r.URL.RawQuery, 512)))
		}
		s.log.LogAttrs(context.Background(), level, "request", fields...)
	})
}

// legible makes what somebody sent fit for a log: no longer than it need be, and
// nothing in it that moves the cursor or turns the direction of writing.
func legible(text string, most int) string {
	if len(text) > most {
		for most > 0 && !utf8.RuneStart(text[most]) {
			most--
		}
		text = text[:most] + "…"
	}
	if !strings.ContainsFunc(text, unprintable) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if unprintable(r) {
			return utf8.RuneError
		}
		return r
	}, text)
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }
