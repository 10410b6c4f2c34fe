package command

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// health asks the server on the configured address whether it is ready, so that
// a container needs no other program to find out.
func health(ctx context.Context, env Env, settings settings) int {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	target := settings.listenURL().JoinPath("readyz").String()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		fmt.Fprintf(env.Stderr, "statusbook: %v\n", err)
		return exitFault
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Fprintf(env.Stderr, "statusbook: no answer from %s: %v\n", target, reason(err))
		return exitFault
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		fmt.Fprintf(env.Stderr, "statusbook: %s answers %s\n", target, response.Status)
		return exitFault
	}
	fmt.Fprintln(env.Stdout, "ready")
	return exitOK
}
