/** `bpf/bpf_helpers.h` and its neighbours, which nearly every program includes. */
import * as l10n from '@vscode/l10n';
import type { Finding } from '../checks';
import type { Here } from '../examine';
import type { Facts } from '../facts';
import { lackingHeaders } from './lackingHeaders';

export function checkLibbpfHeaders(facts: Facts, here: Here): Finding {
  const { clang, files } = facts;
  const header = 'bpf/bpf_helpers.h';
  const there = clang ? clang.headers.has(header) : files.has(header);
  if (there) {
    const version = clang?.libbpfVersion;
    return { status: 'good', found: version === undefined ? l10n.t('found') : `libbpf ${version}` };
  }
  return lackingHeaders(facts, here, 'libbpfHeaders', [header]);
}
