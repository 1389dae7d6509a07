/** What to install when the compiler does not find a header that a package of the distribution holds. */
import * as l10n from '@vscode/l10n';
import { installHere, type Lack } from '../doctor/distribution';

/** @param facts the uid in the first line, then the text of os-release */
export function headerHint(facts: string, hostName: string, header: string): string | undefined {
  const lack = lackOf(header);
  if (!lack) return undefined;
  const command = installHere(facts, [lack]);
  return command === undefined ? undefined : l10n.t('Install it on {0} with: {1}', hostName, command);
}

function lackOf(header: string): Lack | undefined {
  if (/^(bpf\/|bpf_(helpers|tracing|core_read|endian|helper_defs)\.h$)/.test(header)) return 'libbpfHeaders';
  if (/^(linux|asm|asm-generic)\//.test(header)) return 'uapiHeaders';
  return undefined;
}
