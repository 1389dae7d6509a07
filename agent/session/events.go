package session

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/creachadair/jrpc2"

	"github.com/ebpf-workbench/agent/events"
	"github.com/ebpf-workbench/agent/owners"
	"github.com/ebpf-workbench/agent/rpc"
)

// eventReadings are the readings by their peer's numbers. mu is not held while one ends, because that waits for
// acknowledgements.
type eventReadings struct {
	mu   sync.Mutex
	open map[int]*events.Reading
}

func (s *Session) eventMethods() rpc.Methods {
	return rpc.Methods{
		"events/start": rpc.Method(s.eventsStart),
		"events/stop":  rpc.Null(s.eventsStop),
		"events/ack":   rpc.Null(s.eventsAck),
	}
}

func (s *Session) eventsStart(_ context.Context, params rpc.EventsStartParams) (*rpc.EventsStart, error) {
	s.events.mu.Lock()
	defer s.events.mu.Unlock()
	if s.events.open[params.Reading] != nil {
		return nil, jrpc2.Errorf(jrpc2.InvalidParams, "there is a reading %d already", params.Reading)
	}
	for number, reading := range s.events.open {
		if reading.Map == params.Map {
			return &rpc.EventsStart{
				Problem: "other", Detail: fmt.Sprintf("This map is being read here already, by reading %d.", number),
			}, nil
		}
	}
	encoder := rpc.NewEncoder(s.wire)
	options := events.Options{
		Map: params.Map,
		Send: func(batch uint64, count int, lost uint64, records []byte) error {
			return encoder.Records(params.Reading, batch, count, lost, records)
		},
		Ended: func(err error) { s.eventsEnded(params.Reading, err.Error()) },
	}
	if !params.EvenIfShared {
		options.Owners = func() ([]rpc.Owner, error) {
			held, err := owners.Scan()
			if err != nil {
				return nil, err
			}
			return held.Map(params.Map), nil
		}
	}
	reading, answer := events.Start(options)
	if reading != nil {
		s.events.open[params.Reading] = reading
	}
	return answer, nil
}

// eventsStop answers after the last records were sent. A reading that ended by itself meanwhile has sent them.
func (s *Session) eventsStop(_ context.Context, params rpc.Reading) error {
	s.events.mu.Lock()
	reading := s.events.open[params.Reading]
	s.events.mu.Unlock()
	if reading != nil {
		reading.Stop(stopPatience)
		s.forgetReading(params.Reading)
	}
	return nil
}

func (s *Session) eventsAck(_ context.Context, params rpc.ReadingAck) error {
	s.events.mu.Lock()
	defer s.events.mu.Unlock()
	if reading := s.events.open[params.Reading]; reading != nil {
		reading.Ack(params.Batch)
	}
	return nil
}

func (s *Session) eventsEnded(number int, why string) {
	s.forgetReading(number)
	_ = s.wire.Notify("events/ended", rpc.EventsEnded{Reading: number, Detail: why})
}

func (s *Session) forgetReading(number int) {
	s.events.mu.Lock()
	defer s.events.mu.Unlock()
	delete(s.events.open, number)
}

// stopReadings ends all that which holds for. What they have not sent yet is not waited for.
func (s *Session) stopReadings(which func(*events.Reading) bool) []int {
	s.events.mu.Lock()
	ending := make(map[int]*events.Reading)
	for number, reading := range s.events.open {
		if which(reading) {
			ending[number] = reading
			delete(s.events.open, number)
		}
	}
	s.events.mu.Unlock()
	numbers := make([]int, 0, len(ending))
	for number, reading := range ending {
		reading.Stop(time.Duration(0))
		numbers = append(numbers, number)
	}
	return numbers
}

// stopUnloaded ends the readings of maps whose collection is no more, so that these do not outlive it.
func (s *Session) stopUnloaded(ids map[uint32]bool) {
	for _, number := range s.stopReadings(func(r *events.Reading) bool { return ids[r.Map] }) {
		_ = s.wire.Notify("events/ended", rpc.EventsEnded{
			Reading: number, Detail: "The object that the map belongs to was unloaded.",
		})
	}
}
