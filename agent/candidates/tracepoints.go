package candidates

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/ebpf-workbench/agent/tracefs"
)

// Tracepoints lists the trace events that a `tracepoint/` section can name, as `category/name`. Events that
// ftrace itself writes have no hook to attach to and are left out.
func Tracepoints(fs *tracefs.Dir) ([]string, error) {
	root := fs.Path("events")
	categories, err := os.ReadDir(root)
	if err != nil {
		return nil, fmt.Errorf("listing trace events: %w", err)
	}
	var names []string
	for _, category := range categories {
		if !category.IsDir() || category.Name() == "ftrace" {
			continue
		}
		events, err := os.ReadDir(filepath.Join(root, category.Name()))
		if err != nil {
			continue
		}
		for _, event := range events {
			if event.IsDir() {
				names = append(names, category.Name()+"/"+event.Name())
			}
		}
	}
	return names, nil
}

// RawTracepoints lists the names that a `raw_tp/` section can use. The kernel has no list of them; without BTF
// the events' names come close, as most events are named like their tracepoint.
func RawTracepoints(fs *tracefs.Dir) ([]string, error) {
	if names, err := TypedTracepoints(); err == nil && len(names) > 0 {
		return names, nil
	}
	events, err := Tracepoints(fs)
	if err != nil {
		return nil, err
	}
	for i, event := range events {
		events[i] = filepath.Base(event)
	}
	return events, nil
}
