/** The words of a pick list for what a program attaches to. */
import * as vscode from 'vscode';
import type { Candidate, CandidateKind } from '#protocol/agent';
import type { AttachQuestion } from '#targets/run/ports';

export function candidateItem({
  name,
  detail,
  ownConnection,
}: Candidate): vscode.QuickPickItem & { answer: string } {
  const described = { answer: name, label: name, ...(detail === undefined ? {} : { description: detail }) };
  if (ownConnection !== true) return described;
  const warning = vscode.l10n.t(
    'Your own connection runs over this: a program that drops packets cuts you off.',
  );
  return { ...described, label: `$(warning) ${name}`, detail: warning };
}

export function questionText({ kind, section, of }: AttachQuestion): string {
  const options = optionsOf(kind, section);
  const what = needText(kind, section, of);
  return options === '' ? what : vscode.l10n.t('{0}; options may follow, e.g. {1}', what, options);
}

/** What may be typed behind a name; agent/README.md has them all. */
function optionsOf(kind: CandidateKind, section: string): string {
  switch (kind) {
    case 'interface':
      if (section.startsWith('xdp')) return ',mode=generic';
      return /^(tc|tcx|classifier)/.test(section) ? ',direction=egress,priority=10' : '';
    case 'symbol':
    case 'usdt':
      return ',pid=42';
    case 'perfEvent':
      return ',frequency=99,cpu=0';
    case 'netfilterHook':
      return ',priority=10,defrag=yes';
    default:
      return '';
  }
}

function needText(kind: CandidateKind, section: string, of: string | undefined): string {
  if (of !== undefined) return vscode.l10n.t('SEC("{0}") needs {1} of {2}', section, noun(kind), of);
  return vscode.l10n.t('SEC("{0}") needs {1} of the target', section, noun(kind));
}

function noun(kind: CandidateKind): string {
  const nouns: Record<CandidateKind, string> = {
    interface: vscode.l10n.t('a network interface'),
    tracepoint: vscode.l10n.t('a tracepoint'),
    kprobe: vscode.l10n.t('a kernel function'),
    fentry: vscode.l10n.t('a kernel function'),
    cgroup: vscode.l10n.t('a control group'),
    binary: vscode.l10n.t('a program or library'),
    symbol: vscode.l10n.t('a function'),
    usdt: vscode.l10n.t('a static tracepoint'),
    process: vscode.l10n.t('a process'),
    perfEvent: vscode.l10n.t('a performance event'),
    map: vscode.l10n.t('a map'),
    port: vscode.l10n.t('a port'),
    program: vscode.l10n.t('a loaded program'),
    netfilterHook: vscode.l10n.t('a netfilter hook'),
    route: vscode.l10n.t('a route'),
    lirc: vscode.l10n.t('an infrared receiver'),
  };
  return nouns[kind];
}
