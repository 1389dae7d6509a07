/** The checks, in the order of the report. A new one is one more file and one more row. */
import * as l10n from '@vscode/l10n';
import type { CheckId, CheckResult } from '#protocol/doctor';
import { checkBtf } from './checks/btf';
import { checkClang } from './checks/clang';
import { checkJit } from './checks/jit';
import { checkKernel } from './checks/kernel';
import { checkLibbpfHeaders } from './checks/libbpfHeaders';
import { checkLockdown } from './checks/lockdown';
import { checkPrivileges } from './checks/privileges';
import { checkTracefs } from './checks/tracefs';
import { checkUapiHeaders } from './checks/uapiHeaders';
import type { Here } from './examine';
import type { Facts } from './facts';

/** What a check finds. Whatever is not good has a reason and a fix, and a command where one exists. */
export type Finding = Omit<CheckResult, 'id' | 'title'>;

export interface Check {
  id: CheckId;
  title: () => string;
  check: (facts: Facts, here: Here) => Finding;
}

export const checks: readonly Check[] = [
  { id: 'kernel', title: () => l10n.t('Kernel and architecture'), check: checkKernel },
  { id: 'btf', title: () => l10n.t('Kernel types (BTF)'), check: checkBtf },
  { id: 'tracefs', title: () => l10n.t('Trace file system'), check: checkTracefs },
  { id: 'privileges', title: () => l10n.t('Privileges'), check: checkPrivileges },
  { id: 'lockdown', title: () => l10n.t('Kernel lockdown'), check: checkLockdown },
  { id: 'jit', title: () => l10n.t('Just-in-time compiler'), check: checkJit },
  { id: 'clang', title: () => l10n.t('Compiler'), check: checkClang },
  { id: 'libbpfHeaders', title: () => l10n.t('libbpf headers'), check: checkLibbpfHeaders },
  { id: 'uapiHeaders', title: () => l10n.t('Kernel headers for programs'), check: checkUapiHeaders },
];
