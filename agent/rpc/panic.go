package rpc

import (
	"fmt"
	"os"
	"runtime/debug"

	"github.com/creachadair/jrpc2"
)

// answerPanic makes a mistake of the agent's own an error of the one request that it was made in, and says where it is on
// standard error. What the agent holds stays as it is: ending would take attached programs off in silence.
func answerPanic(request *jrpc2.Request, answer *any, failed *error) {
	panicked := recover()
	if panicked == nil {
		return
	}
	fmt.Fprintf(os.Stderr, "ebpf-agent: %s: panic: %v\n%s", request.Method(), panicked, debug.Stack())
	*answer, *failed = nil, jrpc2.Errorf(jrpc2.InternalError, "The agent made a mistake in %s: %v", request.Method(), panicked)
}
