/**
 * What the doctor asks of a machine, in one fixed POSIX sh text (dash, bash, busybox ash). It prints `name=value`
 * records, each ended by NUL, so that a value may hold anything but that. It changes nothing.
 */

/** What only root can see; run as root by the other script where it can, else by the caller. */
export const rootFactsScript = `
LC_ALL=C; export LC_ALL
fact() { printf '%s=%s\\0' "$1" "$2"; }
value() { [ -e "$2" ] && fact "$1" "$(cat "$2" 2>&1)"; }
fact asRoot yes
fact capabilities "$(sed -n 's/^CapEff:[^0-9a-f]*//p' /proc/self/status 2>/dev/null)"
value jit /proc/sys/net/core/bpf_jit_enable
value lockdown /sys/kernel/security/lockdown
tracefs=
while read -r device path type options; do
  [ "$type" = tracefs ] && { tracefs=$path; break; }
done </proc/mounts
# debugfs mounts tracefs in its own tracing directory as soon as somebody looks.
[ -n "$tracefs" ] || { [ -e /sys/kernel/debug/tracing/trace ] && tracefs=/sys/kernel/debug/tracing; }
fact tracefs "$tracefs"
if [ -n "$tracefs" ]; then
  [ -d "$tracefs/instances" ] && fact instances yes
  [ -e "$tracefs/kprobe_events" ] && fact kprobes yes
  denied=
  for file in available_events current_tracer kprobe_events uprobe_events events/bpf_trace/bpf_trace_printk/enable; do
    [ -e "$tracefs/$file" ] || continue
    head -c 1 "$tracefs/$file" >/dev/null 2>&1 || denied="$denied $file"
  done
  fact denied "$denied"
  [ -e "$tracefs/events/bpf_trace/bpf_trace_printk/enable" ] && fact printkEvent yes
fi
`;

// $1 is the root script, $2 the compiler, $3 Debian's name of the architecture.
export const factsScript = `
LC_ALL=C; export LC_ALL
fact() { printf '%s=%s\\0' "$1" "$2"; }
value() { [ -e "$2" ] && fact "$1" "$(cat "$2" 2>&1)"; }
fact system "$(uname -s)"
fact release "$(uname -r)"
fact machine "$(uname -m)"
fact uid "$(id -u)"
fact user "$(id -un 2>/dev/null)"
fact osRelease "$(cat /etc/os-release /usr/lib/os-release 2>/dev/null)"
if [ -r /sys/kernel/btf/vmlinux ]; then fact btf readable
elif [ -e /sys/kernel/btf/vmlinux ]; then fact btf unreadable
else fact btf absent
fi
fact kernelConfig "$({ zcat /proc/config.gz || cat "/boot/config-$(uname -r)"; } 2>/dev/null |
  grep -E '^(# )?CONFIG_(BPF_SYSCALL|DEBUG_INFO_BTF|BPF_JIT|BPF_JIT_ALWAYS_ON|KPROBES|BPF_EVENTS|FTRACE)[ =]')"
value unprivileged /proc/sys/kernel/unprivileged_bpf_disabled
grep -qw tracefs /proc/filesystems 2>/dev/null && fact tracefsKnown yes

if [ "$(id -u)" = 0 ]; then sh -c "$1"
elif command -v sudo >/dev/null; then
  said=$(sudo -k -n -- sh -c : 2>&1 </dev/null) && fact sudo free || fact sudo "no: $said"
  [ -n "$said" ] || sudo -n -- sh -c "$1" </dev/null 2>/dev/null
else fact sudo none
fi

compiler=$(command -v "$2") || compiler=
if [ -z "$compiler" ] && [ "$2" = clang ]; then
  for version in 25 24 23 22 21 20 19 18 17 16 15 14 13 12 11 10; do
    compiler=$(command -v clang-$version) && break
  done
fi
fact clang "$compiler"
for header in bpf/bpf_helpers.h linux/bpf.h; do
  for directory in /usr/local/include /usr/include; do
    [ -f "$directory/$header" ] && fact "file:$header" "$directory/$header"
  done
done
if [ -n "$compiler" ]; then
  fact clangVersion "$("$compiler" --version 2>&1 </dev/null)"
  fact backend "$(echo 'int x;' | "$compiler" -target bpf -O2 -c -x c -o /dev/null - 2>&1)"
  fact headers "$("$compiler" -target bpf -E -P -x c -idirafter "/usr/include/$3" -idirafter "/usr/$3/include" - 2>&1 <<'END'
#if __has_include(<linux/bpf.h>)
have linux/bpf.h
#endif
#if __has_include(<asm/types.h>)
have asm/types.h
#endif
#if __has_include(<bpf/bpf_helpers.h>)
have bpf/bpf_helpers.h
#endif
#if __has_include(<bpf/libbpf_version.h>)
#include <bpf/libbpf_version.h>
version LIBBPF_MAJOR_VERSION LIBBPF_MINOR_VERSION
#endif
END
)"
fi
`;
