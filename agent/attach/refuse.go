package attach

import (
	"errors"
	"fmt"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/ebpf-workbench/agent/errno"
	"github.com/ebpf-workbench/agent/rpc"
)

// refuse sorts an error of an attach call by its number. ENOENT is not here, because what does not exist is for
// the caller to say.
func refuse(err error, doing string) *rpc.Refusal {
	detail := fmt.Sprintf("%s: %s", doing, errno.Text(err))
	switch {
	case errno.Is(err, unix.EPERM, unix.EACCES):
		return rpc.Refuse(rpc.Permission, err, detail)
	case errno.Is(err, unix.EBUSY, unix.EEXIST):
		return rpc.Refuse(rpc.Busy, err, detail)
	case errors.Is(err, ebpf.ErrNotSupported), errno.Is(err, errno.ENOTSUPP, unix.EOPNOTSUPP, unix.ENOSYS):
		return rpc.Refuse(rpc.Unsupported, err, detail)
	}
	return rpc.Refuse(rpc.Other, err, detail)
}
