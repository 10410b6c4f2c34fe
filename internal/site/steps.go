package site

import (
	"errors"
	"fmt"
	"html/template"
	"strings"
	"text/template/parse"
)

// maxSteps is how often the templates of an overlay may repeat something or use
// another template while they make one page. It ends one that never would, such as
// {{range 1000000000000}}, which need not write anything.
const maxSteps = 500_000

var errTooManySteps = fmt.Errorf("the page takes more than %d steps: does this ever end", maxSteps)

// limitSteps has every turn of a range, and every use of another template, counted
// in what a template file of an overlay defines.
func limitSteps(defined []*template.Template, file string) error {
	for _, t := range defined {
		if t.Tree == nil || t.Tree.ParseName != file {
			continue
		}
		if err := counted(t.Tree.Root, file); err != nil {
			return err
		}
	}
	return nil
}

// counted puts {{if step}}{{end}}, which writes nothing, wherever it is to be counted.
func counted(list *parse.ListNode, file string) error {
	if list == nil {
		return nil
	}
	var nodes []parse.Node
	for _, node := range list.Nodes {
		var branch *parse.BranchNode
		switch n := node.(type) {
		case *parse.TemplateNode:
			step, err := stepAt(file, n.Line)
			if err != nil {
				return err
			}
			nodes = append(nodes, step)
		case *parse.RangeNode:
			step, err := stepAt(file, n.Line)
			if err != nil {
				return err
			}
			n.List.Nodes = append([]parse.Node{step}, n.List.Nodes...)
			branch = &n.BranchNode
		case *parse.IfNode:
			branch = &n.BranchNode
		case *parse.WithNode:
			branch = &n.BranchNode
		}
		if branch != nil {
			if err := errors.Join(counted(branch.List, file), counted(branch.ElseList, file)); err != nil {
				return err
			}
		}
		nodes = append(nodes, node)
	}
	list.Nodes = nodes
	return nil
}

// stepAt is the node that counts, with the place in the file that errors name.
func stepAt(file string, line int) (parse.Node, error) {
	trees, err := parse.Parse(file, strings.Repeat("\n", line-1)+"{{if step}}{{end}}", "", "", map[string]any{"step": true})
	if err != nil {
		return nil, err
	}
	nodes := trees[file].Root.Nodes
	return nodes[len(nodes)-1], nil
}

// step counts for limitSteps.
func (b *book) step() (bool, error) {
	if b.steps.Add(1) > maxSteps {
		return false, errTooManySteps
	}
	return false, nil
}
