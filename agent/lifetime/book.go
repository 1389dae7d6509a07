package lifetime

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"sync"

	"github.com/ebpf-workbench/agent/leftover"
)

// bookGuard is the argument of a guard that removes what is in the agent's book: `--guard network <agent's pid>`. The
// pid is for people who look at the process list.
const bookGuard = "network"

// Book lists what the agent has in the kernel that would outlive it. A guard keeps a copy: it starts with the first
// entry, and removes what is still in the book when the agent dies, however that may be. The zero Book is empty.
type Book struct {
	mu      sync.Mutex
	guard   *Guard
	last    int
	entries map[int]leftover.Leftover
}

// page is one line to the guard: an entry that is added, or the number of one that is done with.
type page struct {
	Add    int               `json:"add,omitempty"`
	What   leftover.Leftover `json:"what,omitzero"`
	Strike int               `json:"strike,omitempty"`
}

// Add enters what is about to be made; there is never a moment in which it exists and nobody would remove it.
// Without a guard there is no entry.
func (b *Book) Add(what leftover.Leftover) (number int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.guard == nil {
		guard, err := startGuard([]string{bookGuard, strconv.Itoa(os.Getpid())}, nil)
		if err != nil {
			return 0, fmt.Errorf("starting the guard: %w", err)
		}
		b.guard, b.entries = guard, make(map[int]leftover.Leftover)
	}
	b.last++
	if err := b.tell(page{Add: b.last, What: what}); err != nil {
		return 0, err
	}
	b.entries[b.last] = what
	return b.last, nil
}

// Remove removes what an entry is about, and then the entry, and with it the queueing discipline that was made for it.
func (b *Book) Remove(number int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	err := b.remove(number)
	for other, what := range b.entries {
		if what.Qdisc == nil || b.hasFilterOn(what.Qdisc.Index) {
			continue
		}
		failed := b.remove(other)
		if errors.Is(failed, leftover.ErrInUse) { // Then it is theirs by now.
			failed = b.strike(other)
		}
		err = errors.Join(err, failed)
	}
	b.rest()
	return err
}

// Forget strikes out an entry for something that was not made after all.
func (b *Book) Forget(number int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.entries[number]; !ok {
		return nil
	}
	err := b.strike(number)
	b.rest()
	return err
}

func (b *Book) remove(number int) error {
	what, ok := b.entries[number]
	if !ok {
		return nil
	}
	if err := what.Remove(); err != nil {
		return err
	}
	return b.strike(number)
}

func (b *Book) strike(number int) error {
	delete(b.entries, number)
	return b.tell(page{Strike: number})
}

func (b *Book) hasFilterOn(index int) bool {
	for _, what := range b.entries {
		if what.Filter != nil && what.Filter.Index == index {
			return true
		}
	}
	return false
}

// rest lets the guard of an empty book go.
func (b *Book) rest() {
	if len(b.entries) == 0 {
		b.guard.Release()
		b.guard = nil
	}
}

func (b *Book) tell(one page) error {
	line, err := json.Marshal(one)
	if err != nil {
		return err
	}
	if _, err := b.guard.alive.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("the guard does not listen: %w", err)
	}
	return nil
}

// runBookGuard copies the book until the agent is gone, and removes what is left in it, the newest first.
func runBookGuard(in io.Reader) error {
	left := make(map[int]leftover.Leftover)
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		var one page
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			continue // The agent died in the middle of a line, and before it made what the line is about.
		}
		if one.Add != 0 {
			left[one.Add] = one.What
		}
		delete(left, one.Strike)
	}
	numbers := make([]int, 0, len(left))
	for number := range left {
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	slices.Reverse(numbers)
	var failed error
	for _, number := range numbers {
		if err := left[number].Remove(); !errors.Is(err, leftover.ErrInUse) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}
