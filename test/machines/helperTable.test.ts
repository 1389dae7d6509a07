/**
 * Which helper may be called from which program type: the table against what live kernels say. What only a function
 * to attach to decides (TRACING, LSM, EXT, STRUCT_OPS) is not compared.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { availability, helpers, type Helper } from '#bpf/facts/helpers';
import { kernelVersion, type KernelVersion } from '#bpf/facts/kernelVersion';
import { connectTo } from './connectTo';
import { exceptions, type KnownDifference } from './helperTableKnown';
import { askKernel, buildProbe, type Report } from './probeHelpers';

/** The attach types that cilium/ebpf's probe sets where one decides. */
const probedFor: Readonly<Record<string, string>> = {
  CGROUP_SOCK_ADDR: 'BPF_CGROUP_INET4_CONNECT',
  CGROUP_SOCKOPT: 'BPF_CGROUP_GETSOCKOPT',
};

/** Helpers that the table does not have: a kernel that knows one of them shows that the table is behind. */
const unheardOf = Array.from({ length: 16 }, (_, n) => {
  const id = Math.max(...helpers.map((helper) => helper.id)) + 1 + n;
  return { id, name: `#${id}` };
});

let folder: string;
let probe: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'helper-table-'));
  probe = await buildProbe(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  // Neither is built with CONFIG_BPF_LIRC_MODE2, and NETFILTER came with 6.4.
  { alias: 'here', missing: ['LIRC_MODE2'] },
  { alias: 'vm61', missing: ['LIRC_MODE2', 'NETFILTER'] },
] as const)('the table agrees with the kernel of $alias', async ({ alias, missing }) => {
  const host = await connectTo(alias);
  const report = await askKernel(host, probe, [...helpers, ...unheardOf]).finally(() => host.dispose());
  const version = kernelVersion(report.kernel);
  if (!version) throw new Error(`no version in ${report.kernel}`);

  expect(report.missingTypes).toEqual(missing);
  expect(unclearCells(report)).toEqual([]);
  const known = Object.values(report.answers).flatMap((answers) =>
    unheardOf.filter(({ name }) => answers[name] !== false),
  );
  expect(known).toEqual([]);

  const cells = cellsOf(report, version);
  const yes = cells.filter((cell) => cell.kernelSays === 'yes').length;
  const differing = cells.filter((cell) => cell.kernelSays !== cell.tableSays);
  console.log(
    `${report.kernel}: ${cells.length} cells compared, the kernel allows ${yes}, ${differing.length} differ`,
  );
  expect(cells.length).toBeGreaterThan(5000);
  expect(yes).toBeGreaterThan(1900);

  const rows = exceptions.filter((row) => row.kernels.includes(version.join('.')));
  const explained = (cell: Cell) => rows.some((row) => covers(row, cell));
  expect(differing.filter((cell) => !explained(cell))).toEqual([]);
  const counts = rows.map((row) => ({ ...row, cells: differing.filter((cell) => covers(row, cell)).length }));
  expect(counts).toEqual(rows);
});

test('the table has NETFILTER on no kernel before 6.4', () => {
  expect(helpers.filter((helper) => allows(helper, 'NETFILTER', [6, 1]))).toEqual([]);
});

interface Cell {
  type: string;
  helper: string;
  kernelSays: 'yes' | 'no';
  tableSays: 'yes' | 'no';
}

function cellsOf({ answers }: Report, version: KernelVersion): Cell[] {
  return Object.entries(answers).flatMap(([type, ofType]) =>
    helpers.flatMap((helper) => {
      const answer = ofType[helper.name];
      if (answer === undefined) return [];
      const tableSays = allows(helper, type, version) ? 'yes' : 'no';
      return [{ type, helper: helper.name, kernelSays: answer ? 'yes' : 'no', tableSays } satisfies Cell];
    }),
  );
}

/** Whether the table lets the program that the probe loads call it. */
function allows(helper: Helper, type: string, version: KernelVersion): boolean {
  const says = availability(helper, type, version);
  if (says.kind !== 'conditional') return says.kind === 'available';
  return says.when.some((all) => all.every((one) => holds(one, probedFor[type])));
}

/** @param condition e.g. `attach:BPF_CGROUP_INET4_CONNECT|BPF_CGROUP_INET6_CONNECT` or `kconfig:CONFIG_NET` */
function holds(condition: string, attachType: string | undefined): boolean {
  const [kind, value = ''] = condition.split(':');
  if (kind === 'attach') return attachType !== undefined && value.split('|').includes(attachType);
  // What a kernel is built with and what root may do is for the exceptions to say.
  return kind === 'kconfig' || kind === 'cap' || kind === 'not_locked_down';
}

function covers(row: KnownDifference, cell: Cell): boolean {
  return (
    (row.types?.includes(cell.type) ?? true) &&
    row.helpers.includes(cell.helper) &&
    row.kernelSays === cell.kernelSays
  );
}

/** Cells without an answer, but for helpers that the table says may sleep: the probe's programs may not. */
function unclearCells({ unclear }: Report): string[] {
  const sleeping = new Set(helpers.filter((helper) => helper.mightSleep).map((helper) => helper.name));
  return Object.entries(unclear).flatMap(([type, reasons]) =>
    Object.entries(reasons)
      .filter(([helper, reason]) => !(sleeping.has(helper) && reason.includes('might sleep')))
      .map(([helper, reason]) => `${type} ${helper}: ${reason}`),
  );
}
