/**
 * Puts the agent on a target: once per version, compressed on the way, into a directory of mode 0700 under the
 * user's cache directory. The caller checks its SHA-256 again whenever it starts it as root.
 */
import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { text, type Host } from '../host/host';
import { TargetError } from '../targetError';
import type { AgentFile } from './agentFiles';

// $1 is the directory below the cache directory. Prints the absolute path of the agent, present or not.
const locateScript = `
set -eu
umask 077
cache=\${XDG_CACHE_HOME:-\${HOME:?no home directory}/.cache}
mkdir -p "$cache/ebpf-workbench/$1"
chmod 700 "$cache/ebpf-workbench" "$cache/ebpf-workbench/$1"
printf '%s/ebpf-workbench/%s/ebpf-agent' "$cache" "$1"
`;

// $1 is the agent's path, $2 its SHA-256; the compressed agent comes on stdin. A unique temporary name lets two
// editors install at once; the last rename wins with the same content. Old versions of the agent go.
const unpackScript = `
set -eu
umask 077
temporary=$1.$$
trap 'rm -f "$temporary"' EXIT
gzip -dc > "$temporary"
set -- "$1" "$2" $(sha256sum "$temporary")
[ "$2" = "$3" ] || exit 98
chmod 700 "$temporary"
mv -f "$temporary" "$1"
own=\${1%/ebpf-agent}
for other in "\${own%/*}"/*; do
  [ "$other" = "$own" ] || [ "$(find "$other" -maxdepth 0 -mtime -14)" ] || rm -rf "$other"
done
`;

/** Where the agent of this version lives on the target; makes the directory, not the file. */
export async function locateAgent(host: Host, agent: AgentFile, signal?: AbortSignal): Promise<string> {
  const directory = `agent/${agent.version}-${agent.sha256.slice(0, 12)}`;
  const result = await host.run(['sh', '-c', locateScript, 'sh', directory], withSignal(signal));
  if (result.code === 0) return text(result.stdout);
  throw unwritable(host, text(result.stderr));
}

/** Uploads and unpacks the agent. Throws `noSpace`, `readOnly`, `permission`, `agentCorrupt` or `commandFailed`. */
export async function installAgent(host: Host, agent: AgentFile, at: string, signal?: AbortSignal): Promise<void> {
  const compressed = await readFile(agent.compressed);
  const result = await host.run(['sh', '-c', unpackScript, 'sh', at, agent.sha256], {
    ...withSignal(signal),
    input: compressed,
  });
  if (result.code === 0) return;
  if (result.code === 98) throw corrupt(host);
  throw unwritable(host, text(result.stderr));
}

/** The agent on the target is not the one we put there. */
export function corrupt(host: Host): TargetError {
  return new TargetError(
    'agentCorrupt',
    l10n.t('The agent arrived damaged on {0}: its SHA-256 is wrong. Nothing was started; try again.', host.name),
    { actions: [{ kind: 'retry' }] },
  );
}

function unwritable(host: Host, stderr: string): TargetError {
  const actions = [{ kind: 'checkTarget' as const }];
  if (/No space left|Disk quota exceeded/i.test(stderr)) {
    return new TargetError(
      'noSpace',
      l10n.t('The disk of {0} is full: the agent needs 20 MB in the cache directory. Free some space.', host.name),
      { detail: stderr, actions },
    );
  }
  if (/Read-only file system/i.test(stderr)) {
    return new TargetError(
      'readOnly',
      l10n.t('The cache directory on {0} is read-only. Point XDG_CACHE_HOME to a writable directory.', host.name),
      { detail: stderr, actions },
    );
  }
  if (/Permission denied/i.test(stderr)) {
    return new TargetError('permission', l10n.t('The cache directory on {0} may not be written.', host.name), {
      detail: stderr,
      actions,
    });
  }
  return new TargetError('commandFailed', l10n.t('The agent could not be installed on {0}: {1}', host.name, stderr), {
    detail: stderr,
    actions: [{ kind: 'showLog' }],
  });
}

function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
