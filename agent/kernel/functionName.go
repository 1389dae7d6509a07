package kernel

import "github.com/cilium/ebpf/btf"

// FunctionName names a function of the kernel's BTF or of a module's.
func FunctionName(object btf.ID, id btf.TypeID) (string, error) {
	handle, err := btf.NewHandleFromID(object)
	if err != nil {
		return "", err
	}
	defer handle.Close()
	types, err := btf.LoadKernelSpec()
	if err != nil {
		return "", err
	}
	info, err := handle.Info()
	if err != nil {
		return "", err
	}
	if info.IsModule() {
		if types, err = handle.Spec(types); err != nil {
			return "", err
		}
	}
	found, err := types.TypeByID(id)
	if err != nil {
		return "", err
	}
	return found.TypeName(), nil
}
