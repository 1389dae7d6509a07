// Package errno names the kernel's error numbers as people look them up: EPERM, ENOTSUPP.
package errno

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// ENOTSUPP is kernel-internal (include/linux/errno.h) and leaks out of many BPF calls; libc has no name for it.
const ENOTSUPP = syscall.Errno(524)

// Of returns the error number inside err, and false when err carries none.
func Of(err error) (syscall.Errno, bool) {
	var number syscall.Errno
	ok := errors.As(err, &number)
	return number, ok
}

// Is tells whether err carries one of these error numbers.
func Is(err error, numbers ...syscall.Errno) bool {
	number, ok := Of(err)
	if !ok {
		return false
	}
	for _, n := range numbers {
		if number == n {
			return true
		}
	}
	return false
}

// Name returns the symbolic name of the error number inside err, "" when there is none.
func Name(err error) string {
	number, ok := Of(err)
	if !ok {
		return ""
	}
	switch number {
	case ENOTSUPP:
		return "ENOTSUPP"
	case unix.EOPNOTSUPP:
		return "EOPNOTSUPP" // x/sys knows the number by its other name, ENOTSUP.
	}
	return unix.ErrnoName(number)
}

// Text describes err for a person: the name and libc's words, or err's own text when it has no number.
func Text(err error) string {
	number, ok := Of(err)
	switch {
	case !ok:
		return err.Error()
	case number == ENOTSUPP:
		return "ENOTSUPP (operation not supported)"
	default:
		return Name(err) + " (" + number.Error() + ")"
	}
}
