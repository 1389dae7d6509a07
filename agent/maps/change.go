package maps

import (
	"encoding/binary"
	"errors"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/kernel"
	"github.com/ebpf-workbench/agent/rpc"
)

// modes are the flags of an update; absent is `any`.
var modes = map[string]uint64{"": unix.BPF_ANY, "any": unix.BPF_ANY, "new": unix.BPF_NOEXIST, "existing": unix.BPF_EXIST}

// Lookup reads one value. Without a key it shows the next one of a queue or stack. What is not there, be it the map, is
// not found; an error is a kernel that does not show it.
func Lookup(params rpc.MapKey) (*rpc.MapValue, error) {
	m, err := Open(params.Map)
	if errors.Is(err, ErrGone) {
		return &rpc.MapValue{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer m.Close()
	if why := m.unreadable(); why != "" {
		return nil, errors.New(why)
	}
	if why := m.wrongKey(params.Key); why != "" {
		return nil, errors.New(why)
	}
	value := make([]byte, m.valueBytes)
	err = kernel.Lookup(m.fd, m.keyArgument(params.Key), value)
	switch {
	// An array says ENOENT for an index that it does not have.
	case err == unix.ENOENT:
		return &rpc.MapValue{}, nil
	case err != nil:
		return nil, errors.New(errno.Text(err))
	}
	return &rpc.MapValue{Found: true, Value: value}, nil
}

// Update writes a value, or pushes it to a map without keys.
func Update(params rpc.MapUpdateParams) *rpc.MapChange {
	return change(params.Map, func(m *Map) *rpc.MapChange {
		flags, known := modes[params.Mode]
		if !known {
			return refuse(unix.EINVAL, "There is no way to update that is called "+params.Mode+".")
		}
		if why := m.wrongKey(params.Key); why != "" {
			return refuse(unix.EINVAL, why)
		}
		if why := m.wrongValue(params.Value); why != "" {
			return refuse(unix.EINVAL, why)
		}
		value, done, refused := m.withObjects(params.Value)
		if refused != nil {
			return refused
		}
		defer done()
		err := patiently(func() error { return kernel.Update(m.fd, m.keyArgument(params.Key), value, flags) })
		if err != nil {
			return refuse(err, m.updateRefused(err, params.Key, flags))
		}
		return &rpc.MapChange{Done: true}
	})
}

// Delete removes an entry, or takes the next value of a queue or stack.
func Delete(params rpc.MapDeleteParams) *rpc.MapChange {
	return change(params.Map, func(m *Map) *rpc.MapChange {
		if why := m.wrongKey(params.Key); why != "" {
			return refuse(unix.EINVAL, why)
		}
		result := &rpc.MapChange{Done: true}
		err := patiently(func() error {
			if m.kind != ebpf.Queue && m.kind != ebpf.Stack {
				return kernel.Delete(m.fd, m.keyArgument(params.Key))
			}
			result.Value = make([]byte, m.valueBytes)
			return kernel.Take(m.fd, nil, result.Value)
		})
		if err != nil {
			return refuse(err, m.deleteRefused(err))
		}
		return result
	})
}

// Patch writes some bytes of a value: in memory where that can be mapped, else by reading and writing the whole value.
func Patch(params rpc.MapPatchParams) *rpc.MapChange {
	return change(params.Map, func(m *Map) *rpc.MapChange {
		if why := m.wrongKey(params.Key); why != "" {
			return refuse(unix.EINVAL, why)
		}
		size := uint64(m.valueBytes)
		if len(params.Bytes) == 0 || params.Offset >= size || uint64(len(params.Bytes)) > size-params.Offset {
			return refuse(unix.EINVAL, m.outsideOfValue(params.Offset, len(params.Bytes)))
		}
		offset := int(params.Offset)
		if m.kind == ebpf.Array && m.Flags&unix.BPF_F_MMAPABLE != 0 {
			index := binary.NativeEndian.Uint32(params.Key)
			if index < m.MaxEntries && m.patchMemory(index, offset, params.Bytes) == nil {
				return &rpc.MapChange{Done: true}
			}
		}
		value := make([]byte, m.valueBytes)
		if err := kernel.Lookup(m.fd, m.keyArgument(params.Key), value); err != nil {
			return refuse(err, m.updateRefused(err, params.Key, unix.BPF_EXIST))
		}
		copy(value[offset:], params.Bytes)
		// An entry that was deleted since then must not come back.
		err := patiently(func() error { return kernel.Update(m.fd, m.keyArgument(params.Key), value, unix.BPF_EXIST) })
		if err != nil {
			return refuse(err, m.updateRefused(err, params.Key, unix.BPF_EXIST))
		}
		return &rpc.MapChange{Done: true}
	})
}

// change opens the map, and answers for one that cannot be opened.
func change(id uint32, work func(*Map) *rpc.MapChange) *rpc.MapChange {
	m, err := Open(id)
	if errors.Is(err, ErrGone) {
		return refuse(unix.ENOENT, goneDetail(id))
	}
	if err != nil {
		return refuse(err, errno.Text(err))
	}
	defer m.Close()
	return work(m)
}

// patiently tries again while a program is in the middle of the same bucket, which takes microseconds.
func patiently(try func() error) error {
	err := try()
	for tries := 0; err == unix.EBUSY && tries < 10; tries++ {
		err = try()
	}
	return err
}

func refuse(err error, detail string) *rpc.MapChange {
	return &rpc.MapChange{Errno: errno.Name(err), Detail: detail}
}

// keyArgument is nil where the kernel wants none.
func (m *Map) keyArgument(key []byte) []byte {
	if m.KeySize == 0 {
		return nil
	}
	return key
}
