package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"

	"statusbook/internal/server"
)

// settings is what flags and environment decide.
type settings struct {
	addr          string
	baseURL       *url.URL
	defaultLocale string
	dirs          []string
	proxies       server.Proxies
	logFormat     string
	logLevel      slog.Level
}

// option is one flag with its environment variable. set takes a value and says
// what is wrong with it.
type option struct {
	name, env, value, help string // value: the default
	set                    func(string) error
}

// options lists all flags. A list in the environment is separated as in PATH.
func (s *settings) options() []option {
	return []option{
		{"addr", "STATUSBOOK_ADDR", "127.0.0.1:8080", "`host:port` to listen on; PORT in the environment stands for all addresses with that port", func(v string) error {
			_, port, err := net.SplitHostPort(v)
			if err == nil && port != "" {
				_, err = new(net.Resolver).LookupPort(context.Background(), "tcp", port)
			}
			if err != nil || port == "" {
				return errors.New("it must be host:port, such as 127.0.0.1:8080 or :8080, with a port up to 65535")
			}
			s.addr = v
			return nil
		}},
		{"base-url", "STATUSBOOK_BASE_URL", "", "`URL` at which readers reach the book, with its path, such as https://wiki.example/http/", func(v string) error {
			if v == "" {
				return nil
			}
			u, err := url.Parse(v)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
				return errors.New("it must be an absolute http or https URL without query and fragment")
			}
			s.baseURL = u
			return nil
		}},
		{"default-locale", "STATUSBOOK_DEFAULT_LOCALE", "zh-TW", "`tag` of the edition for readers who ask for no language that there is", func(v string) error {
			s.defaultLocale = v
			return nil
		}},
		{"dir", "STATUSBOOK_DIR", "", "`folder` laid over the embedded content, locales, templates and static, file by file; can be repeated, later wins", func(v string) error {
			if v == "" {
				return errors.New("it must be a folder")
			}
			s.dirs = append(s.dirs, v)
			return nil
		}},
		{"trusted-proxies", "STATUSBOOK_TRUSTED_PROXIES", "", "`list` of addresses and networks, separated by commas, whose X-Forwarded-* and Forwarded fields are believed; unix stands for peers at a unix socket", func(v string) error {
			for member := range strings.SplitSeq(v, ",") {
				member = strings.TrimSpace(member)
				network, err := netip.ParsePrefix(member)
				if address, other := netip.ParseAddr(member); other == nil {
					network, err = netip.PrefixFrom(address, address.BitLen()), nil
				}
				switch {
				case member == "":
				case member == "unix":
					s.proxies.Unix = true
				case err != nil:
					return fmt.Errorf("%q is no address: it must be such as 10.0.0.7, 10.0.0.0/8, fd00::/8 or unix", member)
				default:
					s.proxies.Networks = append(s.proxies.Networks, network.Masked())
				}
			}
			return nil
		}},
		{"log-format", "STATUSBOOK_LOG_FORMAT", "text", "`format` of the log: text or json", func(v string) error {
			if v != "text" && v != "json" {
				return errors.New("it must be text or json")
			}
			s.logFormat = v
			return nil
		}},
		{"log-level", "STATUSBOOK_LOG_LEVEL", "info", "least `level` that is logged: debug, info, warn or error", func(v string) error {
			if err := s.logLevel.UnmarshalText([]byte(v)); err != nil {
				return errors.New("it must be debug, info, warn or error")
			}
			return nil
		}},
	}
}

// parse reads flags over environment over defaults.
func parse(args []string, env Env) (settings, error) {
	var s settings
	options := s.options()
	given := map[string][]string{}
	flags := flag.NewFlagSet("statusbook", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {} // else it would be printed for a bad flag too
	help := func() {
		fmt.Fprint(env.Stdout, usage)
		for _, o := range options {
			value, help := flag.UnquoteUsage(&flag.Flag{Usage: o.help})
			fmt.Fprintf(env.Stdout, "  --%s %s\n        %s\n        %s", o.name, value, help, o.env)
			if o.value != "" {
				fmt.Fprintf(env.Stdout, ", default %s", o.value)
			}
			fmt.Fprintln(env.Stdout)
		}
	}
	for _, o := range options {
		flags.Func(o.name, o.help, func(v string) error {
			given[o.name] = append(given[o.name], v)
			return nil
		})
	}
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			help()
		}
		return s, err
	}
	if flags.NArg() > 0 {
		return s, fmt.Errorf("unexpected argument %q", flags.Arg(0))
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
	return s, nil
}

// fromEnv returns the values of an option that no flag sets, and where they come
// from.
func (o option) fromEnv(getenv func(string) string) (values []string, from string) {
	v := getenv(o.env)
	switch {
	case v == "" && o.name == "addr" && getenv("PORT") != "":
		return []string{":" + getenv("PORT")}, "PORT"
	case v == "" && o.name == "dir":
		return nil, o.env
	case v == "":
		return []string{o.value}, o.env
	case o.name == "dir":
		return filepath.SplitList(v), o.env
	}
	return []string{v}, o.env
}

// listenURL is where the server can be reached on its own machine.
func (s settings) listenURL() *url.URL {
	host, port, _ := net.SplitHostPort(s.addr) // parse has seen to the form
	if ip := net.ParseIP(strings.Trim(host, "[]")); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port), Path: "/"}
}
