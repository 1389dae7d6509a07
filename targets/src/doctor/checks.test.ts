import { describe, expect, it } from 'vitest';
import type { CheckId } from '#protocol/doctor';
import { checks } from './checks';
import { readFacts } from './facts';

/** A healthy Debian 12 machine, as the scripts told it to a user with sudo. */
const debian: Record<string, string> = {
  system: 'Linux',
  release: '6.1.0-18-amd64',
  machine: 'x86_64',
  uid: '1000',
  user: 'alice',
  osRelease: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n',
  btf: 'readable',
  kernelConfig: 'CONFIG_BPF_SYSCALL=y\nCONFIG_DEBUG_INFO_BTF=y\n# CONFIG_BPF_JIT_ALWAYS_ON is not set\n',
  unprivileged: '2',
  tracefsKnown: 'yes',
  asRoot: 'yes',
  capabilities: '000001ffffffffff',
  jit: '1',
  lockdown: '[none] integrity confidentiality',
  tracefs: '/sys/kernel/tracing',
  instances: 'yes',
  kprobes: 'yes',
  denied: '',
  printkEvent: 'yes',
  sudo: 'free',
  clang: '/usr/bin/clang',
  clangVersion: 'Debian clang version 14.0.6\nTarget: x86_64-pc-linux-gnu',
  backend: '',
  headers: 'have linux/bpf.h\nhave asm/types.h\nhave bpf/bpf_helpers.h\nversion 1 1',
  'file:bpf/bpf_helpers.h': '/usr/include/bpf/bpf_helpers.h',
  'file:linux/bpf.h': '/usr/include/linux/bpf.h',
};

const fedora = 'PRETTY_NAME="Fedora Linux 39"\nID=fedora\n';
const alpine = 'PRETTY_NAME="Alpine Linux v3.19"\nID=alpine\n';
const suse = 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n';
const arch = 'ID=arch\n';

/** Runs one check on the healthy machine with some facts changed; undefined takes a fact away. */
function check(id: CheckId, changes: Record<string, string | undefined> = {}, hasClang = false) {
  const records = Object.entries({ ...debian, ...changes }).filter(([, value]) => value !== undefined);
  const facts = readFacts(records.map(([name, value]) => `${name}=${value ?? ''}\0`).join(''));
  const row = checks.find((candidate) => candidate.id === id);
  if (!row) throw new Error(`no check ${id}`);
  const finding = row.check(facts, { hasClang });
  // The promise of every report: a lack is explained and can be mended.
  if (finding.status !== 'good') expect([finding.reason, finding.fix]).not.toContain(undefined);
  return finding;
}

const noRoot = { asRoot: undefined, sudo: 'no: sudo: a password is required' };

describe('a healthy machine', () => {
  it.each(checks.map(({ id }) => id))('%s is good', (id) => {
    expect(check(id)).toMatchObject({ status: 'good' });
  });

  it('tells versions', () => {
    expect(check('clang').found).toBe('Debian clang version 14.0.6 (/usr/bin/clang)');
    expect(check('libbpfHeaders').found).toBe('libbpf 1.1');
    expect(check('kernel').found).toBe('Linux 6.1.0-18-amd64 on x86_64');
  });
});

describe('kernel', () => {
  it.each([
    ['6.18.0', 'good'],
    ['5.15.0-100-generic', 'good'],
    ['5.10.0-28-amd64', 'warn'],
    ['4.18.0-513.el8.x86_64', 'warn'],
    ['4.19.0-26-amd64', 'bad'],
    ['strange', 'unknown'],
  ])('%s is %s', (release, status) => {
    expect(check('kernel', { release }).status).toBe(status);
  });

  it('of another architecture or system is bad', () => {
    expect(check('kernel', { machine: 'riscv64' }).status).toBe('bad');
    expect(check('kernel', { machine: 'aarch64' }).status).toBe('good');
    expect(check('kernel', { system: 'FreeBSD' }).status).toBe('bad');
  });
});

describe('btf', () => {
  it('names the kernel option that is off', () => {
    const finding = check('btf', { btf: 'absent', kernelConfig: '# CONFIG_DEBUG_INFO_BTF is not set' });
    expect(finding).toMatchObject({ status: 'warn' });
    expect(finding.reason).toContain('CONFIG_DEBUG_INFO_BTF');
    expect(check('btf', { btf: 'unreadable' }).command).toBe('sudo chmod a+r /sys/kernel/btf/vmlinux');
  });
});

describe('tracefs', () => {
  it('is mounted, mountable or missing', () => {
    expect(check('tracefs', { tracefs: '' })).toMatchObject({
      status: 'warn',
      command: 'sudo mount -t tracefs tracefs /sys/kernel/tracing',
    });
    expect(check('tracefs', { tracefs: '', tracefsKnown: undefined }).status).toBe('bad');
    expect(check('tracefs', { instances: undefined }).status).toBe('warn');
    expect(check('tracefs', noRoot).status).toBe('unknown');
  });

  it('shows the files that answer EPERM', () => {
    const finding = check('tracefs', { denied: ' kprobe_events uprobe_events' });
    expect(finding).toMatchObject({ status: 'warn' });
    expect(finding.found).toContain('kprobe_events, uprobe_events');
  });
});

describe('privileges', () => {
  it.each([
    [{ uid: '0', user: 'root', sudo: undefined }, 'good'],
    [noRoot, 'unknown'],
    [{ ...noRoot, asRoot: 'yes' }, 'good'],
    [{ sudo: 'no: Sorry, user alice may not run sudo on lab.' }, 'bad'],
    [{ sudo: 'none' }, 'bad'],
    [{ uid: '0', capabilities: '00000000a80425fb' }, 'bad'],
    [{ uid: '0', capabilities: '000000c0a80425fb' }, 'good'],
  ])('%o is %s', (changes, status) => {
    expect(check('privileges', changes).status).toBe(status);
  });

  it('shows whether others may use BPF, and who may let in', () => {
    expect(check('privileges', { unprivileged: '0' }).found).toContain('allowed');
    expect(check('privileges').found).toContain('off');
    const refused = { sudo: 'no: sorry' };
    expect(check('privileges', refused).command).toBe('usermod -aG sudo alice');
    expect(check('privileges', { ...refused, osRelease: fedora }).command).toBe('usermod -aG wheel alice');
    expect(check('privileges', { ...refused, user: '$(id)' }).command).toBe('usermod -aG sudo "$USER"');
  });
});

describe('lockdown', () => {
  it.each([
    ['none [integrity] confidentiality', 'warn'],
    ['none integrity [confidentiality]', 'bad'],
    [undefined, 'good'],
  ])('%s is %s', (lockdown, status) => {
    expect(check('lockdown', { lockdown }).status).toBe(status);
  });
  it('is unknown without root', () => {
    expect(check('lockdown', noRoot).status).toBe('unknown');
  });
});

describe('jit', () => {
  it('is on, off or not to be seen', () => {
    expect(check('jit', { jit: '0' })).toMatchObject({
      status: 'warn',
      command: 'sudo sysctl -w net.core.bpf_jit_enable=1',
    });
    expect(check('jit', { jit: '0', uid: '0' }).command).toBe('sysctl -w net.core.bpf_jit_enable=1');
    expect(check('jit', noRoot).status).toBe('unknown');
    expect(check('jit', { ...noRoot, kernelConfig: 'CONFIG_BPF_JIT_ALWAYS_ON=y' }).status).toBe('good');
  });
});

describe('clang', () => {
  it.each([
    [debian['osRelease'], 'sudo apt install clang'],
    [fedora, 'sudo dnf install clang'],
    [arch, 'sudo pacman -S clang'],
    [alpine, 'sudo apk add clang'],
    [suse, 'sudo zypper install clang'],
  ])('missing on %s', (osRelease, command) => {
    expect(check('clang', { clang: '', osRelease })).toMatchObject({ status: 'bad', command });
  });

  it('may be here instead', () => {
    expect(check('clang', { clang: '' }, true)).toMatchObject({ status: 'warn' });
    expect(check('clang', { clang: '' }, true).found).toContain('this machine');
  });

  it.each([
    ['clang version 9.0.1', 'bad'],
    ['clang version 11.1.0', 'warn'],
    ['clang version 17.0.6 (Fedora 17.0.6-2.fc39)', 'good'],
    ['something else', 'good'],
  ])('%s is %s', (clangVersion, status) => {
    expect(check('clang', { clangVersion }).status).toBe(status);
  });

  it('without a BPF backend is bad', () => {
    const backend = `error: unable to create target: 'No available targets are compatible with triple "bpf"'`;
    expect(check('clang', { backend })).toMatchObject({ status: 'bad' });
  });
});

describe('headers', () => {
  it.each([
    ['libbpfHeaders', debian['osRelease'], 'sudo apt install libbpf-dev'],
    ['libbpfHeaders', fedora, 'sudo dnf install libbpf-devel'],
    ['libbpfHeaders', arch, 'sudo pacman -S libbpf'],
    ['libbpfHeaders', alpine, 'sudo apk add libbpf-dev'],
    ['libbpfHeaders', suse, 'sudo zypper install libbpf-devel'],
    ['uapiHeaders', debian['osRelease'], 'sudo apt install linux-libc-dev'],
    ['uapiHeaders', fedora, 'sudo dnf install kernel-headers'],
    ['uapiHeaders', arch, 'sudo pacman -S linux-api-headers'],
    ['uapiHeaders', alpine, 'sudo apk add linux-headers'],
    ['uapiHeaders', suse, 'sudo zypper install linux-glibc-devel'],
  ] as const)('%s missing on %s', (id, osRelease, command) => {
    expect(check(id, { headers: '', osRelease })).toMatchObject({ status: 'bad', command });
  });

  it('name what is missing', () => {
    expect(check('uapiHeaders', { headers: 'have linux/bpf.h' }).found).toBe('asm/types.h not found');
  });

  it('matter less where nothing is compiled', () => {
    const bare = { clang: '', 'file:bpf/bpf_helpers.h': undefined, 'file:linux/bpf.h': undefined };
    expect(check('libbpfHeaders', bare, true).status).toBe('warn');
    expect(check('uapiHeaders', bare, true).status).toBe('warn');
    expect(check('libbpfHeaders', bare).status).toBe('bad');
    expect(check('libbpfHeaders', { clang: '' }).status).toBe('good');
  });
});

describe('readFacts', () => {
  it('makes something of nothing', () => {
    const facts = readFacts('');
    for (const { check: run } of checks) expect(run(facts, { hasClang: false }).status).not.toBe('good');
  });
});
