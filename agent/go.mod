module github.com/ebpf-workbench/agent

go 1.26.0

require (
	github.com/cilium/ebpf v0.22.0
	github.com/creachadair/jrpc2 v1.3.6
	github.com/ianlancetaylor/demangle v0.0.0-20260724033716-83e58baca724
	github.com/vishvananda/netlink v1.3.1
	golang.org/x/sys v0.49.0
)

require (
	github.com/creachadair/mds v0.31.0 // indirect
	github.com/vishvananda/netns v0.0.5 // indirect
	golang.org/x/sync v0.24.0 // indirect
)
