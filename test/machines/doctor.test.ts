/** The doctor on real machines. */
import { afterEach, describe, expect, inject, it } from 'vitest';
import type { CheckId, DoctorReport } from '#protocol/doctor';
import { examine } from '#targets/doctor/examine';
import type { Host } from '#targets/host/host';
import { LocalHost } from '#targets/host/localHost';
import { findRoot } from '#targets/host/root';
import { connectTo } from './connectTo';

const hosts: Host[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.dispose();
});

function own<T extends Host>(host: T): T {
  hosts.push(host);
  return host;
}

/** `id status` of every check. */
function brief(report: DoctorReport): string[] {
  return report.checks.map(({ id, status }) => `${id} ${status}`);
}

function found(report: DoctorReport, id: CheckId): string {
  return report.checks.find((check) => check.id === id)?.found ?? '';
}

const allGood = [
  'kernel good',
  'btf good',
  'tracefs good',
  'privileges good',
  'lockdown good',
  'jit good',
  'clang good',
  'libbpfHeaders good',
  'uapiHeaders good',
];

describe('this machine', () => {
  it('is examined as it is', async () => {
    const report = await examine(own(new LocalHost()));
    expect(report.kernelRelease).toMatch(/^\d+\.\d+/);
    expect(brief(report)).toEqual(
      expect.arrayContaining(['kernel good', 'btf good', 'clang good', 'uapiHeaders good']),
    );
    for (const { status, reason, fix } of report.checks) {
      if (status !== 'good') expect([reason, fix]).not.toContain(undefined);
    }
  });

  it('without a compiler says so', async () => {
    const report = await examine(own(new LocalHost()), undefined, undefined, undefined, 'clung');
    expect(report.checks.find(({ id }) => id === 'clang')).toMatchObject({
      status: 'bad',
      command: expect.stringMatching(/install clang|add clang|-S clang/) as string,
    });
  });
});

describe('the VM', () => {
  it('has all, for root', async () => {
    const report = await examine(own(await connectTo('vm61')));
    expect(brief(report)).toEqual(allGood);
    expect(report.distribution).toContain('Debian');
    expect(found(report, 'kernel')).toMatch(/^Linux 6\.1/);
    expect(found(report, 'clang')).toContain('clang version');
    expect(found(report, 'libbpfHeaders')).toMatch(/^libbpf \d+\.\d+$/);
  });

  it('has all, for a user whose sudo asks nothing', async () => {
    const report = await examine(own(await connectTo('vm61-alice')));
    expect(brief(report)).toEqual(allGood);
    expect(found(report, 'privileges')).toContain('alice, with sudo and no password');
  });

  it('shows what needs root only with the password', async () => {
    const host = own(await connectTo('vm61-bob'));
    const without = await examine(host);
    expect(brief(without)).toEqual(
      expect.arrayContaining(['tracefs unknown', 'privileges unknown', 'lockdown unknown']),
    );
    const { password } = inject('machines').vm.users.bob;
    const asker = { trustHostKey: () => Promise.resolve(false), secret: () => Promise.resolve(password) };
    expect(brief(await examine(host, await findRoot(host, asker)))).toEqual(allGood);
  });

  it('cannot tell a user whom sudo refuses from one whom it asks', async () => {
    const report = await examine(own(await connectTo('vm61-carol')));
    expect(found(report, 'privileges')).toContain('carol; sudo asks for a password');
  });
});
