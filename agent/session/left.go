package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ebpf-workbench/agent/attach"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/left"
	"github.com/ebpf-workbench/agent/rpc"
)

func (s *Session) leftMethods() rpc.Methods {
	return rpc.Methods{
		"left/leave":  rpc.Method(s.leave),
		"left/remove": rpc.Method(s.removeLeft),
		"left/resume": rpc.Method(s.resume),
	}
}

// leave pins the collection and forgets it: what is pinned goes on, the rest ends here.
func (s *Session) leave(_ context.Context, params rpc.LeaveParams) (*rpc.LeaveResult, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.collections[params.Collection]
	if held == nil {
		return nil, unknown("collection", params.Collection)
	}
	var attached []*attach.Attached
	for _, link := range s.links {
		if link.collection != params.Collection {
			continue
		}
		if link.guard != nil {
			return &rpc.LeaveResult{Detail: fmt.Sprintf(
				"%s has yet to be confirmed on %s, which carries your connection.", link.Link.Program, link.Link.Target)}, nil
		}
		attached = append(attached, link.Attached)
	}
	slices.SortFunc(attached, func(a, b *attach.Attached) int { return a.Link.Link - b.Link.Link })
	result := left.Leave(params.Name, held, attached)
	if !result.Done {
		return result, nil
	}
	if err := s.closeCollection(params.Collection); err != nil {
		result.Detail = "Letting go of what is not left: " + err.Error()
	}
	return result, nil
}

func (s *Session) removeLeft(_ context.Context, params rpc.LeftName) (*rpc.HostChange, error) {
	return left.Remove(params.Name), nil
}

func (s *Session) resume(_ context.Context, params rpc.LeftName) (*rpc.ResumeResult, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	run, err := left.Resume(params.Name)
	if err != nil {
		return nil, err
	}
	s.last++
	result := &rpc.ResumeResult{Collection: s.last, Maps: run.Collection.DescribeMaps(), Programs: []rpc.ResumedProgram{}}
	s.collections[result.Collection] = run.Collection
	targets := make(map[string][]string)
	for _, attached := range run.Attached {
		s.last++
		attached.Link.Link = s.last
		s.links[s.last] = &link{Attached: attached, collection: result.Collection}
		targets[attached.Link.Program] = append(targets[attached.Link.Program], cmp.Or(attached.Link.Target, attached.Link.Kind))
	}
	for name, program := range run.Collection.Programs {
		row := rpc.ResumedProgram{Name: name, ID: program.ID, Target: strings.Join(targets[name], ", ")}
		row.Type = kernel.ProgramTypeName(uint32(program.Type()))
		result.Programs = append(result.Programs, row)
	}
	slices.SortFunc(result.Programs, func(a, b rpc.ResumedProgram) int { return strings.Compare(a.Name, b.Name) })
	return result, nil
}

// closeCollection lets go of a collection and the links made from it. mu is held.
func (s *Session) closeCollection(number int) error {
	var failed error
	for place, attached := range s.links {
		if attached.collection == number {
			failed = errors.Join(failed, attached.Close())
			delete(s.links, place)
		}
	}
	s.collections[number].Close()
	delete(s.collections, number)
	return failed
}
