/** A BPF program of any length, as real programs are: maps, helpers, probes that read, count and report. */

/** `places` are the starts of empty statements in functions, where one could type. */
export function largeFile(lines: number): { text: string; places: { line: number; character: number }[] } {
  const out = [
    '#include "vmlinux.h"',
    '#include <bpf/bpf_helpers.h>',
    '#include <bpf/bpf_tracing.h>',
    '',
    'char LICENSE[] SEC("license") = "GPL";',
    '',
    'struct event {',
    '\t__u32 pid;',
    '\t__u32 count;',
    '\t__u64 bytes;',
    '\tchar comm[16];',
    '};',
    '',
  ];
  const places: { line: number; character: number }[] = [];
  for (let n = 0; out.length < lines; n++) {
    out.push(
      'struct {',
      '\t__uint(type, BPF_MAP_TYPE_HASH);',
      '\t__uint(max_entries, 10240);',
      '\t__type(key, __u32);',
      '\t__type(value, struct event);',
      `} seen${n} SEC(".maps");`,
      '',
      `static __always_inline int worth${n}(struct event *e, __u64 bytes)`,
      '{',
      '\tif (bytes > 4096 && e->count < 100)',
      '\t\treturn 1;',
      '\treturn e->bytes + bytes > 1 << 20;',
      '}',
      '',
      `SEC("kprobe/vfs_write_${n}")`,
      `int BPF_KPROBE(write${n}, void *file, const char *buffer, unsigned long count)`,
      '{',
      '\tstruct event fresh = {}, *e;',
      '\t__u32 pid = bpf_get_current_pid_tgid() >> 32;',
      '',
      `\te = bpf_map_lookup_elem(&seen${n}, &pid);`,
      '\tif (!e) {',
      '\t\tfresh.pid = pid;',
      '\t\tbpf_get_current_comm(fresh.comm, sizeof(fresh.comm));',
      `\t\tbpf_map_update_elem(&seen${n}, &pid, &fresh, BPF_NOEXIST);`,
      '\t\treturn 0;',
      '\t}',
      '\t__sync_fetch_and_add(&e->bytes, count);',
      '\te->count++;',
      '\t',
      `\tif (worth${n}(e, count))`,
      '\t\tbpf_printk("%s wrote %lu of %llu", e->comm, count, e->bytes);',
      '\treturn 0;',
      '}',
      '',
    );
    places.push({ line: out.length - 6, character: 1 });
  }
  return { text: `${out.join('\n')}\n`, places };
}
