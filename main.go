// Statusbook serves the book of HTTP status codes: every code, what it means,
// when to send it and what to do about it, in Traditional Chinese and English.
//
// Everything that it serves is embedded; run it and open http://127.0.0.1:8080/.
// `statusbook -h` lists commands and flags.
package main

import (
	"context"
	"embed"
	"os"

	"statusbook/internal/command"
)

//go:embed content locales templates static
var files embed.FS

func main() {
	env := command.Env{Files: files, Getenv: os.Getenv, Stdout: os.Stdout, Stderr: os.Stderr}
	os.Exit(command.Run(context.Background(), env, os.Args[1:]))
}
