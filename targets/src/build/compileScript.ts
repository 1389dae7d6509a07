/**
 * The one command that a build runs where the compiler is: it takes over what changed, compiles, and answers. It is
 * a fixed POSIX sh text (dash, bash, busybox ash); everything from outside reaches it as a positional argument or on
 * stdin, and names in the manifest are written in octal escapes, so that no name is ever read as shell text. On a
 * small machine every program it starts takes as long as a tenth of the compiler, so it starts few.
 *
 * On stdin: the manifest, where it is too long for an argument; after `need`, a line with the length of the pack,
 * and the pack. It stays open until the answer: its end tells the script to end the compiler.
 *
 * On stdout: at most one `need gzip|plain SHA256:SIZE …`, then one answer:
 * - `built CODE BYTES\n OBJECT \0 FACTS \0 LOG`, where a CODE other than 0 has no object, but the uid and os-release
 * - `reused 0 BYTES\n OBJECT \0\0 LOG`
 * or an exit code of `scriptExit`.
 *
 * Files that arrived are kept by their hash, shared by all builds of the user. Every build links them into a tree of
 * its own and renames its object in the end, so that builds at the same time never see each other's halves.
 */

/** Exit codes of the script. stdout holds what is said here, stderr the reason. */
export const scriptExit = {
  /** stdout: the uid, then the text of os-release. */
  noCompiler: 71,
  noHome: 72,
  /** The directory. */
  unwritable: 74,
  /** The directory. */
  notOurs: 75,
  inputEnded: 76,
} as const;

export const compileScript = `
set -fu
umask 077
LC_ALL=C; export LC_ALL
# nonce: names the tree, different for every build. manifest: SHA256:SIZE:NAME or d:0:NAME by line, or @BYTES of it
# on stdin. header: SHA256:SIZE of vmlinux.h, or nothing.
cc=$1 id=$2 key=$3 nonce=$4 multiarch=$5 main=$6 manifest=$7 header=$8 limit=$9
shift 9
root=$1
shift
exec 3<&0

facts() { id -u; cat /etc/os-release /usr/lib/os-release 2>/dev/null; }
compiler=$(command -v "$cc") || compiler=
if [ -z "$compiler" ] && [ "$cc" = clang ]; then
  for version in 25 24 23 22 21 20 19 18 17 16 15 14 13 12 11 10; do
    compiler=$(command -v clang-$version) && break
  done
fi
[ -n "$compiler" ] || { facts; exit ${scriptExit.noCompiler}; }

case \${XDG_CACHE_HOME:-} in
  /*) cache=$XDG_CACHE_HOME ;;
  *) [ -n "\${HOME:-}" ] || exit ${scriptExit.noHome}; cache=$HOME/.cache ;;
esac
base=$cache/ebpf-workbench/build
files=$base/files
dir=$base/$id
work=$dir/work.$nonce
unwritable() { printf '%s' "$base"; exit ${scriptExit.unwritable}; }
[ -d "$dir" ] && [ -d "$files" ] || mkdir -p "$dir" "$files" || unwritable
if [ -L "$base" ] || [ -L "$dir" ] || ! [ -O "$dir" ] || ! [ -O "$files" ]; then
  printf '%s' "$base"; exit ${scriptExit.notOurs}
fi

# Another compiler or other headers make another object; where that cannot be told, nothing is reused.
# Sets name, and bytes to the size of the object in $1.
look() {
  name=$key last=
  for stamp in $(stat -Lc %Z.%i.%s "$compiler" /usr/include/bpf/bpf_helpers.h /usr/include/linux/bpf.h "$1" 2>/dev/null); do
    [ -z "$last" ] || name=$name-$last
    last=$stamp
  done
  bytes=\${last##*.}
  [ -n "$bytes" ] || bytes=$(($(wc -c <"$1")))
}
answer() {
  printf '%s %s %s\\n%s\\0%s\\0' "$1" "$2" "$bytes" "$3" "$5"
  [ ! -s "$4" ] || head -c "$limit" "$4"
}
set +f
for object in "$dir/$key"-*.o; do
  [ -s "$object" ] || continue
  look "$object"
  [ "$dir/$name.o" = "$object" ] || continue
  answer reused 0 "$object" "$dir/$name.log" ''
  (touch -c "$object") </dev/null >/dev/null 2>&1 3<&- &
  exit
done
set -f

pid=
# The shell sets $! in the moment it starts something; between that and the line after it a signal may come.
trap 'kill $pid \${!:-} 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 129' HUP INT TERM

case $manifest in @*) manifest=$(head -c "\${manifest#@}") ;; esac
# Sets text to a name of the manifest, with the line breaks at its end.
unescape() {
  case $1 in
    *\\\\*) text=$(printf '%b.' "$1"); text=\${text%.} ;;
    *) text=$1 ;;
  esac
}
directories() {
  set -- "$work/src"
  for entry in $manifest; do
    unescape "\${entry##*:}"
    case $entry in
      d:*) set -- "$@" "$work/src/$text" ;;
      *:*/*) set -- "$@" "$work/src/\${text%/*}" ;;
    esac
  done
  mkdir -p "$@"
}
directories || unwritable

need= total=0
for entry in $manifest $header; do
  hash=\${entry%%:*} size=\${entry#*:}
  size=\${size%%:*}
  [ "$hash" = d ] || [ -f "$files/$hash" ] || [ -f "$files/$hash.d/vmlinux.h" ] && continue
  case $need in *" $hash:"*) continue ;; esac
  need="$need $hash:$size" total=$((total + size)) only=$hash
done
if [ -n "$need" ]; then
  zip=plain; [ $total -lt 16384 ] || { command -v gzip >/dev/null && zip=gzip; }
  printf 'need %s%s\\n' $zip "$need"
  read -r length || exit ${scriptExit.inputEnded}
  if [ $zip = gzip ]; then head -c "$length" | gzip -dc >"$work/pack" || unwritable
  else head -c "$length" >"$work/pack" || unwritable
  fi
  [ "$(wc -c <"$work/pack")" -eq $total ] || exit ${scriptExit.inputEnded}
  if [ "$need" = " $only:$total" ]; then mv -f "$work/pack" "$files/$only" || unwritable
  else
    at=1
    for entry in $need; do
      hash=\${entry%%:*} size=\${entry#*:}
      tail -c +$at "$work/pack" | head -c "$size" >"$work/file" && mv -f "$work/file" "$files/$hash" || unwritable
      at=$((at + size))
    done
  fi
fi
for entry in $manifest; do
  case $entry in d:*) continue ;; esac
  unescape "\${entry##*:}"
  ln "$files/\${entry%%:*}" "$work/src/$text" 2>/dev/null || cp "$files/\${entry%%:*}" "$work/src/$text" || unwritable
done
cd "$work/src" || unwritable

# asm/types.h lies where -target bpf does not look: in Debian's directory of the architecture, or wherever
# this compiler has it for its own machine.
found=
for directory in /usr/include/$multiarch /usr/$multiarch/include; do
  [ -f "$directory/asm/types.h" ] && set -- "$@" -idirafter "$directory" && found=1
done
if [ -z "$found" ] && ! [ -f /usr/include/asm/types.h ]; then
  listed=
  while IFS= read -r line; do
    case $line in
      '#include <...>'*) listed=1 ;;
      'End of search list.'*) listed= ;;
      ' /'*) [ -z "$listed" ] || set -- "$@" -idirafter "\${line# }" ;;
    esac
  done <<END
$("$compiler" -v -E -x c - 2>&1 </dev/null)
END
fi
# #include "bpf_helpers.h", as it was before libbpf was installed to a directory of its own.
[ -d /usr/include/bpf ] && set -- "$@" -idirafter /usr/include/bpf
# glibc's <gnu/stubs.h> takes everything that does not define __x86_64__ for 32 bits, and asks for a header that
# only 32-bit development packages have. It lists C functions without an implementation, which BPF never calls.
[ -f "$base/include/gnu/stubs-32.h" ] || { mkdir -p "$base/include/gnu" && : >"$base/include/gnu/stubs-32.h"; } || unwritable
set -- "$@" -idirafter "$base/include"
if [ -n "$header" ]; then
  hash=\${header%%:*}
  if ! [ -f "$files/$hash.d/vmlinux.h" ]; then
    mkdir -p "$files/$hash.d" || unwritable
    # Another build may have been quicker.
    mv -f "$files/$hash" "$files/$hash.d/vmlinux.h" || [ -f "$files/$hash.d/vmlinux.h" ] || unwritable
  fi
  set -- "$@" -idirafter "$files/$hash.d"
fi

unescape "$main"
# A macro that grows without end must not fill the disk: 64 MB for each file that is written.
(ulimit -f 131072; exec "$compiler" "$@" "-fdebug-prefix-map=$PWD=$root" -c -o "$work/object" "./$text") \\
  >"$work/log" 2>&1 </dev/null 3<&- &
pid=$!
(read -r gone <&3; kill $pid) >/dev/null 2>&1 &
wait $pid
code=$?
pid=
kill $! 2>/dev/null
# A compiler without words may have had no room for them.
[ $code -eq 0 ] || [ -s "$work/log" ] || head -c 65536 /dev/zero >"$work/room" || unwritable

if [ $code -eq 0 ]; then
  look "$work/object"
  [ ! -s "$work/log" ] || mv -f "$work/log" "$dir/$name.log" || unwritable
  mv -f "$work/object" "$dir/$name.o" || unwritable
  answer built 0 "$dir/$name.o" "$dir/$name.log" ''
else
  bytes=0
  answer built $code '' "$work/log" "$(facts)"
fi

# Nobody has to wait for the sweeping: this build's tree, trees of builds that were killed, what is not used any more.
trap - EXIT
(
  rm -rf "$work"
  find "$base" -mindepth 2 -maxdepth 2 \\( -name 'work.*' -mmin +120 -o -type f -mtime +30 \\
    -o -path '*/files/*.d' -mtime +90 \\) -exec rm -rf {} +
) </dev/null >/dev/null 2>&1 3<&- &
exit 0
`;
