/** Brings an object that was compiled here to the target, unless it is there already. */
import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { fileError } from '../host/fileError';
import { text, type Host } from '../host/host';
import { TargetError } from '../targetError';
import { scriptExit } from './compileScript';

// $1 names the source, $2 the object by its content. Prints the object's path, or the directory that cannot be used.
const putScript = `
set -fu
umask 077
LC_ALL=C; export LC_ALL
case \${XDG_CACHE_HOME:-} in
  /*) cache=$XDG_CACHE_HOME ;;
  *) [ -n "\${HOME:-}" ] || exit ${scriptExit.noHome}; cache=$HOME/.cache ;;
esac
dir=$cache/ebpf-workbench/build/$1
object=$dir/$2.o
[ -d "$dir" ] || mkdir -p "$dir" || { printf '%s' "$dir"; exit ${scriptExit.unwritable}; }
[ -O "$dir" ] && ! [ -L "$dir" ] || { printf '%s' "$dir"; exit ${scriptExit.notOurs}; }
if ! [ -s "$object" ]; then
  trap 'rm -f "$object.$$"' EXIT
  { cat >"$object.$$" && [ "$(wc -c <"$object.$$")" -eq "$3" ] && mv -f "$object.$$" "$object"; } ||
    { printf '%s' "$dir"; exit ${scriptExit.unwritable}; }
fi
printf '%s' "$object"
`;

/** The object's path on the host. */
export async function putObject(
  host: Host,
  sourceId: string,
  object: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash('sha256').update(object).digest('hex').slice(0, 32);
  const parameters = [sourceId, hash, String(object.length)];
  const result = await host.run(['sh', '-c', putScript, 'ebpf-put', ...parameters], {
    input: object,
    ...(signal ? { signal } : {}),
  });
  if (result.code === 0) return text(result.stdout);
  if (result.signal === 'LOST') {
    throw new TargetError(
      'connectionLost',
      l10n.t('The connection to {0} was lost during the build.', host.name),
      {
        actions: [{ kind: 'retry' }],
      },
    );
  }
  const path = text(result.stdout);
  throw fileError({ host: host.name, path: path === '' ? '~/.cache' : path, detail: text(result.stderr) });
}
