import * as l10n from '@vscode/l10n';
import { callsOf } from '../flow/walk';
import type { Check } from './check';

/** Functions of the C library that people reach for, and what a BPF program has instead. */
const instead: Readonly<Record<string, string>> = {
  printf: 'bpf_printk',
  fprintf: 'bpf_printk',
  puts: 'bpf_printk',
  sprintf: 'BPF_SNPRINTF',
  snprintf: 'BPF_SNPRINTF',
  strlen: '__builtin_strlen, bpf_strlen',
  strcmp: 'bpf_strncmp',
  strncmp: 'bpf_strncmp',
  strcpy: 'bpf_probe_read_kernel_str',
  strncpy: 'bpf_probe_read_kernel_str',
  strtol: 'bpf_strtol',
  strtoul: 'bpf_strtoul',
  atoi: 'bpf_strtol',
  malloc: 'BPF_MAP_TYPE_PERCPU_ARRAY, bpf_obj_new',
  calloc: 'BPF_MAP_TYPE_PERCPU_ARRAY, bpf_obj_new',
  free: 'bpf_obj_drop',
  sleep: 'bpf_timer_start',
  usleep: 'bpf_timer_start',
  time: 'bpf_ktime_get_ns',
  gettimeofday: 'bpf_ktime_get_ns',
  clock_gettime: 'bpf_ktime_get_ns',
  rand: 'bpf_get_prandom_u32',
  random: 'bpf_get_prandom_u32',
  getpid: 'bpf_get_current_pid_tgid',
  gettid: 'bpf_get_current_pid_tgid',
  getuid: 'bpf_get_current_uid_gid',
  exit: 'return',
  abort: 'return',
  htons: 'bpf_htons',
  htonl: 'bpf_htonl',
  ntohs: 'bpf_ntohs',
  ntohl: 'bpf_ntohl',
  memcmp: '__builtin_memcmp',
};

/** A call of the C library, which no BPF program has. */
export const libcCall: Check = {
  id: 'libc-call',
  severity: 'warning',
  function({ facts, report }, one) {
    for (const { name, nameSpan } of callsOf(one)) {
      const better = Object.hasOwn(instead, name) ? instead[name] : undefined;
      if (better === undefined) continue;
      // The file, or a header of its project, may define one; and so may a header that was not found.
      if (facts.defines(name) || facts.included.isPartial) continue;
      const span = { start: nameSpan.start + one.offset, end: nameSpan.end + one.offset };
      const swap = /^bpf_(htons|htonl|ntohs|ntohl)$/.test(better);
      report(span, l10n.t('A BPF program has no C library: use {1} instead of {0}.', name, better), {
        // Headers of the C library, and the kernel's own, make a macro of it that compiles.
        ...(swap ? { severity: 'hint' as const } : {}),
        fixes: swap
          ? [
              {
                title: l10n.t('Change to {0}', better),
                edits: [{ ...span, text: better }],
                isPreferred: true,
              },
            ]
          : [],
      });
    }
  },
};
