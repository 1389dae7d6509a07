/** `linux/bpf.h`, and `asm/types.h` that it needs from the architecture's directory. */
import * as l10n from '@vscode/l10n';
import type { Finding } from '../checks';
import type { Here } from '../examine';
import type { Facts } from '../facts';
import { lackingHeaders } from './lackingHeaders';

export function checkUapiHeaders(facts: Facts, here: Here): Finding {
  const { clang, files } = facts;
  const lacking = clang
    ? ['linux/bpf.h', 'asm/types.h'].filter((header) => !clang.headers.has(header))
    : ['linux/bpf.h'].filter((header) => !files.has(header));
  if (lacking.length === 0) return { status: 'good', found: l10n.t('found') };
  return lackingHeaders(facts, here, 'uapiHeaders', lacking);
}
