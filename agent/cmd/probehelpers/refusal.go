package main

import (
	"errors"
	"strings"

	"github.com/cilium/ebpf"
)

// refusals are what the verifier says of a helper that the program type's table has and that it then refuses to every
// program that attaches to no function, which is all that are probed here. features takes neither for an answer.
var refusals = []string{
	// helper call is not allowed in probe
	"helper call is not allowed",
	// func bpf_get_func_ip#173 not supported for program type 5
	"not supported for program type",
}

func refusesType(err error) bool {
	var verdict *ebpf.VerifierError
	if !errors.As(err, &verdict) {
		return false
	}
	for _, line := range verdict.Log {
		for _, refusal := range refusals {
			if strings.Contains(line, refusal) {
				return true
			}
		}
	}
	return false
}
