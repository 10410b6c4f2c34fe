package catalog

// RefWords are the words of a link in [Section.Text].
func RefWords(ref Ref) string { return ref.words() }
