package attach

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ebpf-workbench/agent/rpc"
)

// eth0,direction=egress
// ..... ---------.......
var optionPattern = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_-]*)=(.*)$`)

// parseOptions takes `name,option=value,…` apart. Options are cut off from the end and only while they look like
// ones, so that a name may have commas: `/opt/a,b/bin:main,pid=42`. A text that is nothing but options has the name
// "". The error is a *rpc.Refusal that lists the known options.
func parseOptions(text string, known ...string) (name string, options map[string]string, err error) {
	options = make(map[string]string)
	for rest := text; ; {
		comma := strings.LastIndex(rest, ",")
		match := optionPattern.FindStringSubmatch(strings.TrimSpace(rest[comma+1:]))
		if match == nil {
			return strings.TrimSpace(rest), options, nil
		}
		option, value := match[1], strings.TrimSpace(match[2])
		if !slices.Contains(known, option) {
			// A directory's name may look like an option, and then more of the path follows: /opt/a,b=c/bin.
			if strings.Contains(value, "/") && comma >= 0 {
				return strings.TrimSpace(rest), options, nil
			}
			return "", nil, wrongOption(fmt.Sprintf("There is no option %q here.", option), known)
		}
		if _, twice := options[option]; twice {
			return "", nil, wrongOption(fmt.Sprintf("The option %s is given twice.", option), known)
		}
		if value == "" {
			return "", nil, wrongOption(fmt.Sprintf("The option %s has no value.", option), known)
		}
		options[option] = value
		if comma < 0 {
			return "", options, nil
		}
		rest = rest[:comma]
	}
}

// wrongOption refuses what stands behind the name. It is also for values: what is the complaint, as a sentence.
func wrongOption(what string, known []string) *rpc.Refusal {
	if len(known) == 0 {
		return rpc.Refuse(rpc.Other, nil, what+" This kind of program takes no options.")
	}
	return rpc.Refuse(rpc.Other, nil, fmt.Sprintf(
		"%s Options follow the name as `,option=value`; these are known: %s.", what, strings.Join(known, ", ")))
}
