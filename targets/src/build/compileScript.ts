/**
 * The one command that a build runs where the compiler is: it takes over what changed, compiles, and answers. It is
 * a fixed POSIX sh text (dash, bash, busybox ash); everything from outside reaches it as a positional argument or on
 * stdin, and names on stdin are written in octal escapes, so that no name is ever read as shell text.
 *
 * On stdin: the manifest, one `SHA256:SIZE:PATH` or `d:0:PATH` a line; after `need`, a line with the length of the
 * pack, and the pack. It stays open until the answer: its end tells the script to end the compiler.
 *
 * On stdout: at most one `need gzip|plain SHA256:SIZE …`, then one answer:
 * - `built CODE BYTES\n OBJECT \0 FACTS \0 LOG`, where a CODE other than 0 has no object, but the uid and the os-release text
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
cc=$1 id=$2 key=$3 multiarch=$4 main=$5 manifest=$6 limit=$7 root=$8
shift 8
exec 3<&0

compiler=$(command -v "$cc") || compiler=
if [ -z "$compiler" ] && [ "$cc" = clang ]; then
  for version in 25 24 23 22 21 20 19 18 17 16 15 14 13 12 11 10; do
    compiler=$(command -v clang-$version) && break
  done
fi
facts() { id -u; cat /etc/os-release /usr/lib/os-release 2>/dev/null; }
[ -n "$compiler" ] || { facts; exit ${scriptExit.noCompiler}; }

case \${XDG_CACHE_HOME:-} in
  /*) cache=$XDG_CACHE_HOME ;;
  *) [ -n "\${HOME:-}" ] || exit ${scriptExit.noHome}; cache=$HOME/.cache ;;
esac
base=$cache/ebpf-workbench/build
blobs=$base/files
dir=$base/$id
unwritable() { printf '%s' "$base"; exit ${scriptExit.unwritable}; }
[ -d "$dir" ] && [ -d "$blobs" ] || mkdir -p "$dir" "$blobs" || unwritable
if [ -L "$base" ] || [ -L "$dir" ] || ! [ -O "$dir" ] || ! [ -O "$blobs" ]; then
  printf '%s' "$base"; exit ${scriptExit.notOurs}
fi

answer() {
  bytes=0; [ -z "$3" ] || bytes=$(wc -c <"$3")
  printf '%s %s %s\\n%s\\0%s\\0' "$1" "$2" "$((bytes))" "$3" "$5"
  [ ! -s "$4" ] || head -c "$limit" "$4"
}

# Another compiler or other headers make another object; where that cannot be told, nothing is reused.
name=$key
for stamp in $(stat -Lc %Z.%i "$compiler" /usr/include/bpf/bpf_helpers.h /usr/include/linux/bpf.h 2>/dev/null); do
  name=$name-$stamp
done
if [ "$name" != "$key" ] && [ -s "$dir/$name.o" ]; then
  touch -c "$dir/$name.o" && answer reused 0 "$dir/$name.o" "$dir/$name.log" ''
  exit
fi

work=$(mktemp -d "$dir/work.XXXXXX") || unwritable
pid=
# The shell sets $! in the moment it starts something; between that and the line after it a signal may come.
trap 'kill $pid \${!:-} 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 129' HUP INT TERM

manifest=$(head -c "$manifest")
need= total=0
for entry in $manifest; do
  hash=\${entry%%:*} rest=\${entry#*:}
  size=\${rest%%:*}
  [ "$hash" = d ] || [ -f "$blobs/$hash" ] && continue
  case $need in *" $hash:"*) continue ;; esac
  need="$need $hash:$size" total=$((total + size)) last=$hash
done
if [ -n "$need" ]; then
  zip=plain; command -v gzip >/dev/null && zip=gzip
  printf 'need %s%s\\n' $zip "$need"
  read -r length || exit ${scriptExit.inputEnded}
  if [ $zip = gzip ]; then head -c "$length" | gzip -dc >"$work/pack" || full=1
  else head -c "$length" >"$work/pack" || full=1
  fi
  [ -z "\${full:-}" ] || unwritable
  [ "$(wc -c <"$work/pack")" -eq $total ] || exit ${scriptExit.inputEnded}
  if [ "$need" = " $last:$total" ]; then mv -f "$work/pack" "$blobs/$last" || unwritable
  else
    at=1
    for entry in $need; do
      hash=\${entry%%:*} size=\${entry#*:}
      tail -c +$at "$work/pack" | head -c "$size" >"$work/file" && mv -f "$work/file" "$blobs/$hash" || unwritable
      at=$((at + size))
    done
  fi
fi

# Sets $name_ to the text of an escaped name, with the line breaks at its end.
unescape() {
  case $1 in
    *\\\\*) name_=$(printf '%b.' "$1"); name_=\${name_%.} ;;
    *) name_=$1 ;;
  esac
}
directories() {
  set -- "$work/src"
  for entry in $manifest; do
    unescape "\${entry##*:}"
    case $entry in d:*) ;; *) name_=\${name_%/*} ;; esac
    set -- "$@" "$work/$name_"
  done
  mkdir -p "$@"
}
directories || unwritable
for entry in $manifest; do
  case $entry in d:*) continue ;; esac
  unescape "\${entry##*:}"
  ln "$blobs/\${entry%%:*}" "$work/$name_" 2>/dev/null || cp "$blobs/\${entry%%:*}" "$work/$name_" || unwritable
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
[ -d ../extra ] && set -- "$@" -idirafter ../extra
# #include "bpf_helpers.h", as it was before libbpf was installed to a directory of its own.
[ -d /usr/include/bpf ] && set -- "$@" -idirafter /usr/include/bpf

unescape "$main"
# A macro that grows without end must not fill the disk: 64 MB for each file that is written.
(ulimit -f 131072; exec "$compiler" "$@" "-fdebug-prefix-map=$PWD=$root" -c -o "$work/object" "./$name_") \\
  >"$work/log" 2>&1 </dev/null 3<&- &
pid=$!
(read -r gone <&3; kill $pid) >/dev/null 2>&1 &
wait $pid
code=$?
pid=
kill $! 2>/dev/null

if [ $code -eq 0 ]; then
  [ ! -s "$work/log" ] || mv -f "$work/log" "$dir/$name.log" || unwritable
  mv -f "$work/object" "$dir/$name.o" || unwritable
  answer built 0 "$dir/$name.o" "$dir/$name.log" ''
else
  answer built $code '' "$work/log" "$(facts)"
fi

# Nobody has to wait for the sweeping: this build's tree, trees of builds that were killed, what is not used any more.
trap - EXIT
(
  rm -rf "$work"
  find "$base" -mindepth 2 -maxdepth 2 \\( -name 'work.*' -mmin +120 -o -type f -mtime +30 \\) -exec rm -rf {} +
) </dev/null >/dev/null 2>&1 3<&- &
exit 0
`;
