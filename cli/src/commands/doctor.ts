/** `ebpf doctor`: what a target lacks, why it matters, and the command that mends it. */
import * as l10n from '@vscode/l10n';
import type { CheckResult, CheckStatus, DoctorReport } from '#protocol/doctor';
import { visit } from '#targets/doctor/visit';
import type { Arguments } from '../arguments';
import { exitCodes } from '../exitCodes';
import { openPorts, type Place } from '../ports';

const marks: Readonly<Record<CheckStatus, string>> = { good: '✓', warn: '!', bad: '✗', unknown: '?' };

export async function doctor(args: Arguments, place: Place): Promise<number> {
  const ports = openPorts(args, place);
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  try {
    const host = await ports.hosts.acquire(args.target, abort.signal);
    try {
      const report = await visit(host, { asker: ports.asker, clang: args.clang }, abort.signal);
      process.stdout.write(args.json ? `${JSON.stringify(report)}\n` : asText(report));
      return report.checks.some(({ status }) => status === 'bad') ? exitCodes.targetUnfit : exitCodes.fine;
    } finally {
      await host.dispose();
    }
  } finally {
    ports.hosts.dispose();
  }
}

function asText(report: DoctorReport): string {
  const { target, distribution, kernelRelease, machine, checks } = report;
  const head = l10n.t('{0}: {1}, Linux {2} {3}', target, distribution, kernelRelease, machine);
  return `${head}\n\n${checks.map(checkText).join('\n')}\n`;
}

function checkText({ status, title, found, reason, fix, command }: CheckResult): string {
  const rest = [reason, fix, command === undefined ? undefined : `$ ${command}`].filter(
    (line) => line !== undefined,
  );
  return [`${marks[status]} ${title}: ${found}`, ...rest.map((line) => `    ${line}`)].join('\n');
}
