package site

import (
	"fmt"
	"net/http"
	"strings"

	"statusbook/internal/catalog"
	"statusbook/internal/locale"
	"statusbook/internal/record"
)

// ForPrograms reports whether what a path names speaks to programs, so that its
// errors are problem details (RFC 9457) and not pages.
func ForPrograms(path string) bool {
	path = strings.ToLower(path)
	return path == "/api" || strings.HasPrefix(path, "/api/") || path == "/oembed"
}

// Refusal is why a program gets no answer: a status, the message that says so,
// with its data, and what would have been right.
type Refusal struct {
	Status    int
	Message   string
	Data      []any
	Parameter string // of the query, that was wrong
	Allowed   []string
	treatAs   *record.CodeRef
	nearest   []record.CodeRef
}

// Problem writes a refusal in the language of an edition.
func (s *Site) Problem(e *locale.Edition, r Refusal) *Representation {
	b := s.books[e.Tag]
	return b.problem(r.Status, record.Fault{
		Problem: record.Problem{Detail: catalog.Plain(b.say(r.Message, r.Data...))}, Parameter: r.Parameter, Allowed: r.Allowed, TreatAs: r.treatAs, Nearest: r.nearest,
	})
}

// problem completes a problem details object with what the status says.
func (b *book) problem(status int, fault record.Fault) *Representation {
	fault.Status, fault.Title, fault.Type = status, http.StatusText(status), "about:blank"
	if code := b.site.catalog.Code(status); code != nil { // an overlay may hold less
		fault.Title, fault.Type = code.Phrase, b.site.absolute("/"+code.String())
	}
	rep := b.site.open("application/problem+json", "")
	rep.CacheControl, rep.Language = CacheNone, b.edition.Lang()
	return rep.with(asJSON(fault))
}

// programFaults are made beforehand like the pages of [faults].
func (b *book) programFaults() map[int]*Representation {
	made := map[int]*Representation{}
	for _, status := range faults {
		made[status] = b.problem(status, record.Fault{Problem: record.Problem{Detail: catalog.Plain(b.say(fmt.Sprintf("fault.%d.lead", status)))}})
	}
	methods := []string{http.MethodGet, http.MethodHead, http.MethodOptions}
	for _, status := range []int{http.StatusMethodNotAllowed, http.StatusNotImplemented} {
		made[status] = b.problem(status, record.Fault{Problem: record.Problem{Detail: b.say("problem.method")}, Allowed: methods})
	}
	return made
}

// FaultForPrograms is like [Site.Fault], with a problem details object.
func (s *Site) FaultForPrograms(e *locale.Edition, status int) *Representation {
	if problem, ok := s.programFaults[e.Tag][status]; ok {
		return problem
	}
	return s.programFaults[e.Tag][http.StatusInternalServerError]
}

// readyProblem is the problem details object of a code in the language of an
// edition, ready to be sent: its detail is the summary of the code.
func (s *Site) readyProblem(e *locale.Edition, code *catalog.Code) *Representation {
	rep := s.recordedIn(e, "Problem", code.String(), func(r recorder) any {
		ready := r.problem(code)
		summaries := r.texts("code." + code.String() + ".summary")
		var said []string
		for _, language := range r.languages {
			if text, ok := summaries[language]; ok {
				said = append(said, catalog.Plain(text))
			}
		}
		ready.Detail = strings.Join(said, "\n")
		return ready
	})
	rep.MediaType = "application/problem+json"
	return rep
}

// NothingFor says to a program that there is nothing at a path, and what there
// is.
func (s *Site) NothingFor(e *locale.Edition, path string) *Representation {
	refusal := Refusal{Status: http.StatusNotFound, Message: "problem.address", Allowed: s.addresses()}
	name := path[strings.LastIndex(path, "/")+1:]
	switch path[:len(path)-len(name)] {
	case codesPath + "/":
		refusal = s.noCode(e, name)
	case classesPath + "/":
		refusal.Message, refusal.Allowed = "problem.name", nil
		for _, class := range s.catalog.Classes {
			refusal.Allowed = append(refusal.Allowed, class.String())
		}
	case guidesPath + "/":
		refusal.Message, refusal.Allowed = "problem.name", nil
		for _, guide := range s.catalog.Guides {
			refusal.Allowed = append(refusal.Allowed, guide.Slug)
		}
	}
	if refusal.Message == "problem.name" {
		refusal.Data = []any{"Name", cleanQuery(name), "Allowed", strings.Join(refusal.Allowed, ", ")}
	}
	return s.Problem(e, refusal)
}

// noCode says what a code is treated as that the book does not have, and which
// ones were perhaps meant.
func (s *Site) noCode(e *locale.Edition, name string) Refusal {
	refusal := Refusal{Status: http.StatusNotFound, Message: "problem.code", Data: []any{"Name", cleanQuery(name)}}
	r := recorder{site: s}
	for _, link := range s.books[e.Tag].nearest(name) {
		number, _ := catalog.Number(link.Code)
		refusal.nearest = append(refusal.nearest, r.ref(s.catalog.Code(number)))
	}
	if number, ok := catalog.Number(name); ok {
		treatAs := treatedAs(number)
		refusal.Message, refusal.Data = "problem.unassigned", append(refusal.Data, "TreatAs", catalog.Digits(treatAs))
		refusal.treatAs = r.refOrNil(s.catalog.Code(treatAs))
	}
	return refusal
}

// addresses are where to begin.
func (s *Site) addresses() []string {
	var list []string
	for _, p := range []string{codesPath, classesPath, guidesPath, editionsPath, SearchPath, bookPath, schemaPath, openAPIPath} {
		list = append(list, s.absolute(p))
	}
	return list
}

// sampleProblems makes each problem that depends on the request once, to see
// that it can be made.
func (b *book) sampleProblems() {
	for id, data := range map[string][]any{
		"problem.address": nil, "problem.name": {"Name", "x", "Allowed", "x"}, "problem.code": {"Name", "x"},
		"problem.unassigned": {"Name", "583", "TreatAs", "500"}, "problem.accept": {"Allowed", "x"}, "problem.query": nil,
		"problem.parameter-unknown": {"Name", "x", "Allowed", "x"}, "problem.parameter-none": {"Name", "x"}, "problem.parameter-twice": {"Name", "x"},
		"problem.parameter-value": {"Name", "x", "Value", "x", "Allowed", "x"}, "problem.parameter-missing": {"Name", "x"},
		"problem.parameter-long": {"Name", "x", "Most", MaxQuery}, "problem.parameter-number": {"Name", "x", "Most", mostPages},
		"problem.oembed": {"Value", "x"},
	} {
		b.say(id, data...)
	}
}
