package attach

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/leftover"
	"github.com/ebpf-workbench/agent/load"
	"github.com/ebpf-workbench/agent/rpc"
)

// registration is a structure of functions in force. Its programs are attached one by one, and the structure stays
// until the last of them is detached.
type registration struct {
	structure *load.StructOps
	held      several
	link      rpc.AttachedLink
	users     int
}

// release is one program's share.
type release struct{ of *registration }

func (r release) Close() error {
	r.of.users--
	if r.of.users > 0 {
		return nil
	}
	r.of.structure.Registration = nil
	return r.of.held.Close()
}

// bpfLink is BPF_F_LINK: the structure is registered by a link.
const bpfLink = 1 << 13

// attachStructOps registers the structure that a `struct_ops` program is a member of. With a link (Linux 6.4) it goes
// away with the agent; without one the kernel keeps it until it is deleted, which the agent's book sees to.
func attachStructOps(request Request, _ uint32) (*Attached, error) {
	structures := request.Collection.StructOps(request.Name)
	structure, err := oneStructure(request, structures)
	if err != nil {
		return nil, err
	}
	registered, ok := structure.Registration.(*registration)
	if !ok {
		if registered, err = register(structure, request); err != nil {
			return nil, err
		}
		structure.Registration = registered
	}
	registered.users++
	return &Attached{Closer: release{registered}, Link: registered.link}, nil
}

func oneStructure(request Request, structures []*load.StructOps) (*load.StructOps, error) {
	var names []string
	for _, structure := range structures {
		if structure.Name == request.Target {
			return structure, nil
		}
		names = append(names, structure.Name)
	}
	if len(structures) == 1 && request.Target == "" {
		return structures[0], nil
	}
	return nil, rpc.Refuse(rpc.NoSuchTarget, nil, fmt.Sprintf(
		"%s is a member of several structures, or not of %q; name one of them: %s.", request.Name, request.Target, strings.Join(names, ", ")))
}

func register(structure *load.StructOps, request Request) (*registration, error) {
	kind := structure.Type.Name
	types, err := btf.LoadKernelSpec()
	if err != nil {
		return nil, rpc.Refuse(rpc.Unsupported, err, "struct_ops needs the kernel's type information: "+err.Error())
	}
	var value *btf.Struct
	if err := types.TypeByName("bpf_struct_ops_"+kind, &value); err != nil {
		return nil, rpc.Refuse(rpc.Unsupported, err, fmt.Sprintf(
			"This kernel takes no %s from programs: it has no struct bpf_struct_ops_%s.", kind, kind))
	}
	table, linked, err := newStructOpsMap(structure)
	if err != nil {
		return nil, refuse(err, "Making the map of "+structure.Name)
	}
	made := &registration{structure: structure}
	made.held.add(table)
	bytes, err := structure.Value(value, request.Collection.Programs)
	if err != nil {
		made.held.Close()
		return nil, rpc.Refuse(rpc.Unsupported, nil, fmt.Sprintf("%s cannot be registered: %s.", structure.Name, err))
	}
	if linked {
		err = made.byLink(table, bytes)
	} else {
		err = made.byWriting(table, bytes, request)
	}
	if err != nil {
		made.held.Close()
		return nil, refuseStructOps(err, structure)
	}
	made.link.Kind, made.link.Target = "structOps", kind+" "+structure.Name
	made.link.Detail = fmt.Sprintf("%d functions", len(structure.Programs))
	if !linked {
		made.link.Detail += "; registered without a link, which needs Linux 6.4"
		if !structure.Link {
			made.link.Detail = fmt.Sprintf("%d functions; registered without a link, as .struct_ops asks", len(structure.Programs))
		}
	}
	return made, nil
}

// newStructOpsMap makes the map for a link where it can: `.struct_ops.link` objects also run on kernels before 6.4,
// which know no such flag.
func newStructOpsMap(structure *load.StructOps) (table *ebpf.Map, linked bool, err error) {
	spec := &ebpf.MapSpec{
		Name: structure.Name, Type: ebpf.StructOpsMap, KeySize: 4, ValueSize: structure.Type.Size, MaxEntries: 1,
		Key: &btf.Int{Size: 4}, Value: structure.Type,
	}
	if structure.Link {
		spec.Flags = bpfLink
		if table, err = ebpf.NewMap(spec); err == nil {
			return table, true, nil
		}
		spec.Flags = 0
	}
	table, err = ebpf.NewMap(spec)
	return table, false, err
}

func (r *registration) byLink(table *ebpf.Map, value []byte) error {
	if err := table.Put(uint32(0), value); err != nil {
		return err
	}
	made, err := link.AttachStructOps(link.StructOpsOptions{Map: table})
	if err != nil {
		return err
	}
	r.held.add(made)
	info, err := made.Info()
	if err != nil || info.Type != link.StructOpsType {
		return rpc.Refuse(rpc.NotProved, err, "The link read back is none of struct_ops.")
	}
	r.link.Proof, r.link.ID = "linkInfo", uint32(info.ID)
	return nil
}

// stateInUse is BPF_STRUCT_OPS_STATE_INUSE, the second word of every structure's value.
const stateInUse = 1

func (r *registration) byWriting(table *ebpf.Map, value []byte, request Request) error {
	info, err := table.Info()
	if err != nil {
		return err
	}
	id, _ := info.ID()
	entry, err := request.Leftovers.Add(leftover.Leftover{StructOps: &leftover.StructOps{Map: uint32(id)}})
	if err != nil {
		return err
	}
	r.held.add(inBook{request, entry})
	if err := table.Put(uint32(0), value); err != nil {
		return err
	}
	now, err := table.LookupBytes(uint32(0))
	if err != nil || len(now) < 8 || binary.LittleEndian.Uint32(now[4:]) != stateInUse {
		return rpc.Refuse(rpc.NotProved, err, "The kernel does not show the structure as in use.")
	}
	r.link.Proof = "query"
	return nil
}

// inBook removes what an entry of the agent's book is about.
type inBook struct {
	request Request
	entry   int
}

func (b inBook) Close() error { return b.request.Leftovers.Remove(b.entry) }

func refuseStructOps(err error, structure *load.StructOps) error {
	var refusal *rpc.Refusal
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errno.Is(err, unix.EEXIST):
		return rpc.Refuse(rpc.Busy, err, fmt.Sprintf("The kernel has a %s of the same name already (EEXIST).", structure.Type.Name))
	case errno.Is(err, unix.EINVAL):
		return rpc.Refuse(rpc.Other, err, fmt.Sprintf(
			"The kernel does not take %s: EINVAL. A member that %s needs is missing, or its name is too long.", structure.Name, structure.Type.Name))
	}
	return refuse(err, "Registering "+structure.Name)
}
