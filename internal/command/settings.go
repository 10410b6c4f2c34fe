package command

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"statusbook/internal/layer"
	"statusbook/internal/server"
)

// settings is what flags and environment decide.
type settings struct {
	addr          string
	baseURL       *url.URL
	defaultLocale string
	dirs          []string
	maxFiles      int // files and folders in each of dirs
	proxies       server.Proxies
	logFormat     string
	logLevel      slog.Level

	// of serve; health needs to know of some
	socketMode     fs.FileMode
	tlsCert        string
	tlsKey         string
	h2c            bool
	maxConnections int
	adminAddr      string
	accessLog      string
	slow           time.Duration
	watch          bool
	logQueries     bool

	// of lookup alone
	lang  string   // tag of the edition; empty for the one of the environment
	json  bool     // the record instead of the page
	plain bool     // without colour
	words []string // what to look up; for export and init, the folder

	format string // of check alone: how problems are printed, empty for text

	// of export alone
	editions     []string // tags; empty for all
	folders      bool     // pages as NAME/index.html
	uncompressed bool
}

// option is one flag with its environment variable. set takes a value and says
// what is wrong with it.
type option struct {
	name, env, value, help string // value: the default
	set                    func(string) error

	only   string // the command that knows it, empty for all
	toggle bool   // it is given without a value; then set gets "true"
}

// group is what the help lists under one title.
type group struct {
	title   string
	options []option
}

// groups are the options of a command.
func (s *settings) groups(command string) []group {
	if command == "init" {
		return nil
	}
	all := []group{
		{"The book", s.bookOptions()},
		{"Connections", s.processOptions()},
		{"Log and metrics", s.watchOptions()},
		{"Check", s.checkOptions()},
		{"Lookup", s.lookupOptions()},
		{"Export", s.exportOptions()},
	}
	for i := range all {
		all[i].options = slices.DeleteFunc(all[i].options, func(o option) bool { return o.only != "" && o.only != command })
	}
	return slices.DeleteFunc(all, func(g group) bool { return len(g.options) == 0 })
}

// known are the options of a command without their groups.
func (s *settings) known(command string) []option {
	var known []option
	for _, g := range s.groups(command) {
		known = append(known, g.options...)
	}
	return known
}

// bookOptions are those of the content. A list in the environment is separated as
// in PATH.
func (s *settings) bookOptions() []option {
	return []option{
		{name: "base-url", env: "STATUSBOOK_BASE_URL", help: "`URL` at which readers reach the book, with its path, such as https://wiki.example/http/", set: func(v string) error {
			if v == "" {
				return nil
			}
			var err error
			s.baseURL, err = parseBase(v)
			return err
		}},
		{name: "default-locale", env: "STATUSBOOK_DEFAULT_LOCALE", value: "zh-TW", help: "`tag` of the edition for readers who ask for no language that there is", set: func(v string) error {
			s.defaultLocale = v
			return nil
		}},
		{name: "dir", env: "STATUSBOOK_DIR", help: "`folder` laid over the embedded content, locales, templates and static, file by file; can be repeated, later wins", set: func(v string) error {
			if v == "" {
				return errors.New("it must be a folder")
			}
			s.dirs = append(s.dirs, v)
			return nil
		}},
		{name: "max-files", env: "STATUSBOOK_MAX_FILES", value: strconv.Itoa(layer.MaxEntries), help: "`number` of files and folders that each folder of --dir may hold: more are a problem, and are not read", set: func(v string) error {
			n, err := strconv.ParseUint(v, 10, 31)
			if err != nil || n == 0 {
				return errors.New("it must be a number above 0")
			}
			s.maxFiles = int(n)
			return nil
		}},
		{name: "watch", env: "STATUSBOOK_WATCH", only: "serve", value: "true", toggle: true, help: "read the folders of --dir again when something in them changes; SIGHUP does so at any time", set: toggle(&s.watch)},
	}
}

// pathName is what may stand between two slashes of a base URL: characters that mean
// the same in an address with escapes and without (RFC 3986, section 2.3).
var pathName = regexp.MustCompile(`^[A-Za-z0-9._~-]+$`)

// parseBase reads a base URL. Its path must be one that no client and no proxy
// changes on the way: it comes back as it stands in the links.
func parseBase(v string) (*url.URL, error) {
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("it must be an absolute http or https URL without query and fragment")
	}
	if u.User != nil {
		return nil, errors.New("it has a user name before the host, which would stand in every link: leave out all up to the @")
	}
	const allowed = "between single slashes there may be names of letters (A-Z, a-z), digits and -._~, such as /http/ or /docs/http/"
	path := strings.TrimSuffix(cmp.Or(u.RawPath, u.EscapedPath()), "/")
	for _, name := range strings.Split(path, "/")[1:] {
		switch {
		case name == "":
			return nil, errors.New("its path has two slashes in a row: " + allowed)
		case name == "." || name == "..":
			return nil, fmt.Errorf("its path has the name %q, which leads elsewhere: %s", name, allowed)
		case !pathName.MatchString(name):
			return nil, fmt.Errorf("its path has the name %q: %s", name, allowed)
		}
	}
	return u, nil
}

// parse reads flags of a command over environment over defaults.
func parse(command string, args []string, env Env) (settings, error) {
	var s settings
	options := s.known(command)
	given := map[string][]string{}
	flags := flag.NewFlagSet("statusbook", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {} // else it would be printed for a bad flag too
	for _, o := range options {
		if o.toggle {
			flags.BoolFunc(o.name, o.help, func(v string) error {
				on, err := strconv.ParseBool(v)
				if given[o.name] = []string{""}; on {
					given[o.name] = []string{v}
				}
				return err
			})
			continue
		}
		flags.Func(o.name, o.help, func(v string) error {
			given[o.name] = append(given[o.name], v)
			return nil
		})
	}
	err := error(nil)
	if s.words, err = parseAll(flags, args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			help(env.Stdout, command, s.groups(command))
		}
		return s, err
	}
	if len(s.words) > 0 && !slices.Contains([]string{"lookup", "export", "init"}, command) {
		return s, fmt.Errorf("unexpected argument %q", s.words[0])
	}
	for _, o := range options {
		values, from := given[o.name], "--"+o.name
		if len(values) == 0 {
			values, from = o.fromEnv(env.Getenv)
		}
		for _, v := range values {
			if err := o.set(v); err != nil {
				return s, fmt.Errorf("%s is %q: %w", from, v, err)
			}
		}
	}
	return s, s.together()
}

// parseAll reads flags before, between and after other arguments, and returns
// those. After -- there are no flags.
func parseAll(flags *flag.FlagSet, args []string) (others []string, err error) {
	var rest []string
	if at := slices.Index(args, "--"); at >= 0 {
		args, rest = args[:at], args[at+1:]
	}
	for len(args) > 0 {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if args = flags.Args(); len(args) > 0 {
			others, args = append(others, args[0]), args[1:]
		}
	}
	return append(others, rest...), nil
}

// help prints how a command is used, and its flags.
func help(w io.Writer, command string, groups []group) {
	switch command {
	case "lookup":
		fmt.Fprint(w, lookupUsage)
	case "export":
		fmt.Fprint(w, exportUsage)
	case "init":
		fmt.Fprint(w, beginUsage)
	default:
		fmt.Fprint(w, usage)
	}
	for _, g := range groups {
		fmt.Fprintf(w, "\n%s:\n", g.title)
		for _, o := range g.options {
			o.describe(w)
		}
	}
	if command == "check" {
		fmt.Fprint(w, checkFormats)
	}
}

// describe prints a flag.
func (o option) describe(w io.Writer) {
	value, help := flag.UnquoteUsage(&flag.Flag{Usage: o.help})
	if o.toggle {
		value = ""
	}
	fmt.Fprintf(w, "  %s\n        %s\n", strings.TrimSpace("--"+o.name+" "+value), help)
	if o.env != "" {
		fmt.Fprintf(w, "        %s", o.env)
		if o.value != "" {
			fmt.Fprintf(w, ", default %s", o.value)
		}
		fmt.Fprintln(w)
	}
}

// fromEnv returns the values of an option that no flag sets, and where they come
// from.
func (o option) fromEnv(getenv func(string) string) (values []string, from string) {
	v := getenv(o.env)
	switch {
	case v == "" && o.name == "addr" && getenv("PORT") != "":
		return []string{":" + getenv("PORT")}, "PORT"
	case v == "" && o.name == "dir", o.env == "":
		return nil, o.env
	case v == "":
		return []string{o.value}, o.env
	case o.name == "dir":
		return filepath.SplitList(v), o.env
	}
	return []string{v}, o.env
}

// listenURL is where the server can be reached on its own machine. At a unix
// socket the name means nothing.
func (s settings) listenURL() *url.URL {
	scheme := "http"
	if s.tlsCert != "" {
		scheme = "https"
	}
	if strings.HasPrefix(s.addr, unixPrefix) {
		return &url.URL{Scheme: scheme, Host: "localhost", Path: "/"}
	}
	host, port, _ := net.SplitHostPort(s.addr) // parse has seen to the form
	if ip := net.ParseIP(strings.Trim(host, "[]")); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return &url.URL{Scheme: scheme, Host: net.JoinHostPort(host, port), Path: "/"}
}
