package command

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"statusbook/internal/export"
	"statusbook/internal/server"
	"statusbook/internal/site"
)

const exportUsage = `statusbook export: the whole book as files

Usage: statusbook export [flags] FOLDER

Writes every page as a server would send it, with .gz and .br beside it, so that
any web server, object store or host of static pages can serve the book. The
search runs in the browser. FOLDER is written anew and put in place in one step;
it must be empty, not be there yet, or come from an export. It cannot be a mount
point, such as a volume of a container: write to a folder in it.

  statusbook export --base-url https://book.example/ public
  statusbook export --base-url https://wiki.example/http/ /srv/www/http
  statusbook export --only en --folders site

The page /en/404 becomes en/404.html. GitHub Pages, GitLab Pages, Netlify and
Cloudflare Pages find it at its address; so do nginx with _nginx.conf, which is
in FOLDER, Caddy with "try_files {path} {path}.html {path}/index.html", and
Apache with MultiViews. With --folders it becomes en/404/index.html, for hosts
that look for nothing else, such as S3 websites and simple file servers.

Without --base-url the book works at the root of any host, but without what needs
an absolute address: sitemap.xml, previews in chats.

Exit code: 0 if the folder was written, 1 if not, 2 if the command line is wrong.

Flags, each with its environment variable if it has one:
`

// exportOptions lists the flags of export alone.
func (s *settings) exportOptions() []option {
	return []option{
		{name: "only", only: "export", help: "`tag` of an edition that is written, such as zh-TW; can be repeated; without it all are", set: func(v string) error {
			if v == "" {
				return errors.New("it must be a language tag")
			}
			s.editions = append(s.editions, v)
			return nil
		}},
		{name: "folders", only: "export", toggle: true, help: "write pages as NAME/index.html instead of NAME.html", set: func(v string) error {
			s.folders = v != ""
			return nil
		}},
		{name: "no-compress", only: "export", toggle: true, help: "write no .gz and .br files", set: func(v string) error {
			s.uncompressed = v != ""
			return nil
		}},
	}
}

// exportBook writes the book to a folder. A signal stops the writing, and leaves
// what was there before; until then there is nothing to remove, and it ends the
// program as usual.
func exportBook(ctx context.Context, env Env, settings settings) int {
	if len(settings.words) != 1 {
		fmt.Fprintln(env.Stderr, "statusbook: export needs the folder to write to, and that alone: statusbook export FOLDER")
		return exitUsage
	}
	began := time.Now()
	book, problems := load(env, settings)
	for _, p := range problems {
		fmt.Fprintln(env.Stderr, p)
	}
	if book == nil {
		fmt.Fprintf(env.Stderr, "statusbook: nothing was written: the content has %d problems, see above\n", len(problems.Fatal()))
		return exitFault
	}
	if book.Roams() {
		fmt.Fprintln(env.Stderr, "statusbook: warning: without --base-url there are no absolute addresses: there will be no sitemap.xml, and other sites may show no preview")
	}
	ctx, cancel := untilSignal(ctx)
	defer cancel()
	show, done := progress(env)
	summary, err := export.Write(ctx, book, settings.words[0], export.Config{
		Folders: settings.folders, Plain: settings.uncompressed, Progress: show,
		Fields: func(page *site.Representation) http.Header { return server.Fields(book, page) },
	})
	done()
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(env.Stderr, "statusbook: stopped; nothing was changed")
		return exitFault
	case err != nil:
		fmt.Fprintf(env.Stderr, "statusbook: nothing was changed: %v\n", err)
		return exitFault
	}
	fmt.Fprintf(env.Stdout, "%s: %d files, %s", settings.words[0], summary.Files, inMegabytes(summary.Bytes))
	if summary.Codings > 0 {
		fmt.Fprintf(env.Stdout, "; compressed besides: %d files, %s", summary.Codings, inMegabytes(summary.Coded))
	}
	fmt.Fprintf(env.Stdout, "; %s\n", time.Since(began).Round(100*time.Millisecond))
	return exitOK
}

// untilSignal returns a context that is done when a signal asks to end. From then on
// signals are as usual again: the next one ends the program at once.
func untilSignal(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		select {
		case <-signals:
		case <-ctx.Done():
		}
		signal.Stop(signals) // before anybody learns that ctx is done
		cancel()
	}()
	return ctx, cancel
}

func inMegabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// progress shows on a terminal how much is done; done clears the line. Elsewhere
// nothing is shown.
func progress(env Env) (show func(done, all int), done func()) {
	if !isTerminal(env) {
		return nil, func() {}
	}
	var mu sync.Mutex
	percent := -1
	show = func(done, all int) {
		mu.Lock()
		defer mu.Unlock()
		if now := done * 100 / all; now > percent {
			percent = now
			fmt.Fprintf(env.Stderr, "\r%3d %%  %d of %d files\x1b[K", now, done, all)
		}
	}
	return show, func() { fmt.Fprint(env.Stderr, "\r\x1b[K") }
}

// isTerminal reports whether a person reads along.
func isTerminal(env Env) bool {
	file, ok := env.Stderr.(*os.File)
	if !ok || env.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
