package search

import (
	"strings"
	"sync"
	"testing"
)

// book is a book of a few pages in two languages, indexed once for all tests.
var book = sync.OnceValue(func() *Engine {
	e, err := New(pages())
	if err != nil {
		panic(err)
	}
	return e
})

func pages() map[string][]Document {
	code := func(number, title, name, summary string, more Document) Document {
		more.Path, more.Kind, more.Number, more.Title, more.Name, more.Summary, more.Weight = number, Code, number, title, name, summary, 1
		more.Names = append(more.Names, title, "Status"+strings.ReplaceAll(title, " ", ""), strings.ToUpper(strings.ReplaceAll(title, " ", "_")))
		return more
	}
	english, chinese := []Document{}, []Document{}
	for _, d := range []struct {
		number, title, name, english, chinese string
		more                                  Document
	}{
		{"302", "Found", "找到了", "The page is at another address for now.", "資源暫時在另一個網址，這叫重新導向。", Document{Fields: []string{"Location"}}},
		{"400", "Bad Request", "請求有誤", "The server does not understand the request.", "伺服器看不懂這個請求。", Document{}},
		{"401", "Unauthorized", "未驗證", "Credentials are missing or wrong.", "沒有帶憑證，或憑證無效。", Document{Fields: []string{"WWW-Authenticate"}}},
		{"404", "Not Found", "找不到", "There is nothing at this address.", "這個網址沒有東西。", Document{}},
		{"413", "Content Too Large", "內容過大", "The content is larger than the server takes.", "內容超過伺服器願意處理的大小。", Document{Names: []string{"Payload Too Large"}}},
		{"499", "", "用戶端先關閉連線", "The client has gone.", "用戶端先走了。", Document{Owners: []string{"nginx", "The client closed the connection."}}},
		{"503", "Service Unavailable", "服務無法使用", "The server cannot answer for now.", "伺服器暫時無法處理請求。", Document{Fields: []string{"Retry-After"}}},
		{"504", "Gateway Timeout", "閘道逾時", "A gateway waited for an answer in vain.", "閘道等不到上游的回應，於是逾時。", Document{Keywords: []string{"upstream timed out"}}},
	} {
		one := code(d.number, d.title, d.title, d.english, d.more)
		two := code(d.number, d.title, d.name, d.chinese, d.more)
		if d.number == "504" {
			one.Sections = []Section{
				{ID: "meaning", Title: "Meaning", Text: "It stands between. " + strings.Repeat("There is more to say of it. ", 30)},
				{ID: "example", Title: "Example", Text: strings.Repeat("Nothing of note. ", 30) + "Raise proxy_read_timeout and look at the log. " + strings.Repeat("Nothing more. ", 30)},
			}
			two.Sections = []Section{{ID: "example", Title: "範例", Text: strings.Repeat("這裡沒有別的。", 40) + "調高連線逾時的上限。" + strings.Repeat("這裡也沒有。", 40)}}
		}
		english, chinese = append(english, one), append(chinese, two)
	}
	english = append(english,
		Document{Path: "4xx", Kind: Class, Title: "Client error", Names: []string{"4xx"}, Summary: "The request is at fault.", Weight: 1},
		Document{Path: "guides/retry", Kind: Guide, Title: "When to try again", Keywords: []string{"retry"}, Summary: "Which requests can be sent again.", Weight: 1},
	)
	chinese = append(chinese,
		Document{Path: "4xx", Kind: Class, Title: "用戶端錯誤", Names: []string{"4xx"}, Summary: "問題出在請求。", Weight: 1},
		Document{Path: "guides/retry", Kind: Guide, Title: "什麼時候可以重試", Keywords: []string{"重試"}, Summary: "哪些請求可以重送。", Weight: 1},
	)
	return map[string][]Document{"en": english, "zh-TW": chinese}
}

// find lists the pages that a query finds, the best first.
func find(t testing.TB, query Query, languages ...string) []string {
	t.Helper()
	hits, err := book().Find(query, languages)
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{}
	for _, hit := range hits {
		paths = append(paths, hit.Path)
	}
	return paths
}
