package main

import (
	"encoding/csv"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// These tests read the Chinese texts as an editor would: the words of Taiwan, no
// simplified characters, full-width punctuation, spaces between Han and Latin.

// passage is a run of Chinese text without what is not language: code, addresses
// and the marks of Markdown.
type passage struct{ place, text string }

var (
	fromWhat   = regexp.MustCompile(`\Asource = "[^"\n]*"$`)
	codeBlock  = regexp.MustCompile("(?ms)^```.*?^```$")
	codeSpan   = regexp.MustCompile("`[^`\n]+`")
	bookLink   = regexp.MustCompile(`\[\[([^\]|]*)(?:\|([^\]]*))?\]\]`)
	webLink    = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	headingID  = regexp.MustCompile(`[ \t]*\{#[a-z0-9-]+\}`)
	sectionID  = regexp.MustCompile(`(?m)^## [a-z-]+$`)
	delimiter  = regexp.MustCompile(`(?m)^\|[-| :]+\|$`)
	cellBorder = regexp.MustCompile(`[ \t]*\|[ \t]*`)
	variable   = regexp.MustCompile(`\{\{\.\w+\}\}`)
)

func passages(t *testing.T) []passage {
	t.Helper()
	var found []passage
	for name, text := range texts(t, "zh-TW.md") {
		for i, line := range strings.Split(bare(text), "\n") {
			if i == 1 && fromWhat.MatchString(line) {
				continue // what the text was translated from
			}
			found = append(found, passage{name + ":" + strconv.Itoa(i+1), line})
		}
	}
	for name, text := range texts(t, ".toml") {
		if !strings.HasPrefix(name, "locales/") {
			continue
		}
		var messages map[string]any
		if err := toml.Unmarshal([]byte(text), &messages); err != nil {
			t.Fatal(err)
		}
		flatten(name, messages, func(key, text string) {
			if strings.HasSuffix(name, "zh-TW.toml") || strings.HasSuffix(key, "zh-TW") {
				found = append(found, passage{key, bare(text)})
			}
		})
	}
	if len(found) < 100 {
		t.Fatalf("only %d passages found: the names of the files have changed", len(found))
	}
	return found
}

// bare leaves the words, with an X for each piece of code, so that the spaces
// around it can be checked.
func bare(text string) string {
	text = codeBlock.ReplaceAllStringFunc(text, func(block string) string { return strings.Repeat("\n", strings.Count(block, "\n")) })
	text = codeSpan.ReplaceAllString(text, "X")
	text = bookLink.ReplaceAllStringFunc(text, func(link string) string {
		m := bookLink.FindStringSubmatch(link)
		if m[2] != "" {
			return m[2]
		}
		if strings.Contains(m[1], ":") {
			return "指南"
		}
		return "X"
	})
	text = webLink.ReplaceAllString(text, "$1")
	for _, form := range []*regexp.Regexp{headingID, sectionID, delimiter} {
		text = form.ReplaceAllString(text, "")
	}
	text = cellBorder.ReplaceAllString(text, "\t")
	text = variable.ReplaceAllString(text, "X")
	return strings.ReplaceAll(text, "**", "")
}

func flatten(prefix string, messages map[string]any, each func(key, text string)) {
	for key, value := range messages {
		switch value := value.(type) {
		case string:
			each(prefix+": "+key, value)
		case map[string]any:
			flatten(prefix+": "+key, value, each)
		}
	}
}

// rightInItsSense are words that the list of terms advises against, where they
// are what a Taiwanese writer means: 文件 is a document and only wrong for a file.
var rightInItsSense = regexp.MustCompile(`用戶端|文件|程序|代碼|對象|數據機|支持者|實現|配置|返回|登錄檔|連接埠|連接器|認證機構|質量`)

func TestTermsOfTaiwan(t *testing.T) {
	file, err := os.Open("testdata/zh-TW-terms.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range passages(t) {
		text := rightInItsSense.ReplaceAllString(p.text, "□")
		for _, row := range rows[1:] {
			for avoid := range strings.SplitSeq(row[1], ";") {
				if avoid != "" && strings.Contains(text, avoid) {
					t.Errorf("%s: %q: write %s (%s): %s", p.place, avoid, row[0], row[2], p.text)
				}
			}
		}
	}
}

// simplified are characters that only simplified Chinese has, the commonest of
// those that a text about networks could contain.
const simplified = "产亲仅从们价众优伙会伟传伤伦伪体余佣侧侨俭债倾偿储儿关兴养兽内冈册写军农冲决况冻净凉减凤凭凯击划刘则刚创删别剂剑剧劝办务动励劲劳势勋匀区医华协单卖卢卫却厂厅历厉压厌厕厘县参双发变叙叠号叹吗启员呐响哑唤啸喷嘱团园围国图圆圣场坏块坚坛坝坟坠垄垒垦垫埋执扩扫扬抚抛抢护报担拟拢拣拥拦拧拨择挂挚挤挥捞损换据捡掷掺揽搂搅携摄摆摇摊撑擞敌数断无旧时旷显晋晒晓暂术机杀杂权条来杨极构枪枫柜标栈树样档桥检楼横欢欧步歼毁毕气汇汉汤沟没沪泪泽洁测济浏浑浓涛润涨渐渗温湾湿满滤滥滩潇灭灯灵灾烂点炼热爱爷牵犹狈狱独猎环现玛码砖硅确础碍礼祸离种积称稳穷窃窍竞笔笼筛签简类粮粪紧纠红纤约级纪纫纬纯纲纳纵纷纸纹纺线练组细织终绍经绑结绕绘给络绝统继绩续维绵综绿缓编缘缩缴网罗罚职联聋肃肠肤肾胀胁脉脏脑脚脱腾舰艺节芦苏苹范茎荐荡荣药莱获营虏虑虚虫虽蚀蛮补衬装袭见观规视览觉触誉计订认讨让训议讯记讲许论设访证评识诉诊译试诗诚话询该详语误说请诸读课谁调谅谈谋谎谓谢谨谱贝负贡财责败货质贩贪贫购贯贰贴贵贷贸费贺贼资赋赌赏赔赖赚赛赞赠赢赶趋跃踪轨轩转轮软轰轻载较辅辆辈辉辑输辖边达迁过运还这进远违连迟适选递逻遗邓邮邻郑酝释里鉴针钉钟钢钥钱钻铁铃铅铜铝银铺链销锁锅错锋锐锦键镇镜长门闪闭问闯间闲闷闸闻阀阁阅队阳阴阵阶际陆陈险随隐难雾静韦韩页顶项顺须顽顾顿颁预领频颗题颜额风飘飞饥饭饮饰饼馆马驰驱驳驶驻驾验骂骄骗骚鱼鲁鲜鸟鸡鸣鸭鸿麦黄齐齿龄龙"

func TestNoSimplifiedCharacters(t *testing.T) {
	// characters of the list that traditional texts write too
	both := "余冲卜厘里"
	for _, p := range passages(t) {
		for _, r := range p.text {
			if strings.ContainsRune(simplified, r) && !strings.ContainsRune(both+traditionalToo, r) {
				t.Errorf("%s: simplified %c: %s", p.place, r, p.text)
			}
		}
	}
}

// traditionalToo are in the list above by their simplified use, but are written
// so in traditional Chinese in some words as well.
const traditionalToo = "別却号埋據掷據温湾横虫步歼没硅產稳聋"

var spelling = []struct {
	form *regexp.Regexp
	what string
}{
	{regexp.MustCompile(`\p{Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Han}`), "a space belongs between Han and Latin"},
	{regexp.MustCompile(`\p{Han} ?[,;:?!]|[,;?!] ?\p{Han}|\p{Han}\.(\s|$)`), "Chinese sentences have full-width punctuation"},
	{regexp.MustCompile(`\p{Han} ?\(|\) ?\p{Han}`), "Chinese has full-width brackets （）"},
	{regexp.MustCompile(`[，。；：？！、（）「」『』] | [，。；：？！、（）」』]`), "no space beside full-width punctuation"},
	{regexp.MustCompile(`[“”"]`), "quotation marks are 「」"},
	{regexp.MustCompile(`\p{Han} \p{Han}`), "no space between Han"},
}

func TestSpellingOfChinese(t *testing.T) {
	for _, p := range passages(t) {
		for _, rule := range spelling {
			if at := rule.form.FindStringIndex(p.text); at != nil {
				t.Errorf("%s: %s: …%s…", p.place, rule.what, around(p.text, at))
			}
		}
	}
}

func around(text string, at []int) string {
	runes := []rune(text[:at[0]])
	tail := []rune(text[at[1]:])
	return string(runes[max(0, len(runes)-12):]) + text[at[0]:at[1]] + string(tail[:min(len(tail), 12)])
}
