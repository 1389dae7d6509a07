/**
 * Where the table of helpers and the live kernels disagree, and why: the table is right, and the kernel was built
 * differently, or was asked differently from how programs are loaded. Every row has to be needed: one whose cells agree
 * by now fails the test, and is deleted.
 */

export interface KnownDifference {
  /** The first two numbers of the kernel's release. */
  kernels: readonly string[];
  /** All types when absent. */
  types?: readonly string[];
  helpers: readonly string[];
  kernelSays: 'yes' | 'no';
  /** How many cells on each of the kernels. */
  cells: number;
  why: string;
}

export const exceptions: readonly KnownDifference[] = [
  {
    kernels: ['6.1', '6.18'],
    types: ['CGROUP_DEVICE', 'CGROUP_SYSCTL'],
    helpers: ['bpf_get_retval', 'bpf_set_retval'],
    kernelSays: 'no',
    cells: 4,
    why:
      'cilium/ebpf probes these types with attach type 0, which is BPF_CGROUP_INET_INGRESS, and there they are not ' +
      'allowed. Loaded with BPF_CGROUP_DEVICE and BPF_CGROUP_SYSCTL, as libbpf does, both are.',
  },
  {
    kernels: ['6.1', '6.18'],
    types: ['KPROBE'],
    helpers: ['bpf_override_return'],
    kernelSays: 'no',
    cells: 1,
    why: 'Both kernels are built without CONFIG_BPF_KPROBE_OVERRIDE.',
  },
  {
    kernels: ['6.18'],
    types: ['KPROBE', 'TRACEPOINT', 'PERF_EVENT', 'RAW_TRACEPOINT', 'RAW_TRACEPOINT_WRITABLE', 'SYSCALL'],
    helpers: ['bpf_probe_write_user'],
    kernelSays: 'no',
    cells: 6,
    why: 'This kernel is locked down by its configuration (CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY).',
  },
  {
    kernels: ['6.18'],
    types: ['LWT_SEG6LOCAL'],
    helpers: ['bpf_skb_pull_data'],
    kernelSays: 'yes',
    cells: 1,
    why: 'Some releases of one version have it and some do not (6.1.176 and 6.1.192): the table says "it depends".',
  },
];
