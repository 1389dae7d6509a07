import { describe, expect, it } from 'vitest';
import { installCommand, installHere, readOsRelease } from './distribution';

const all = ['clang', 'libbpfHeaders', 'uapiHeaders'] as const;

/** The lines that matter of each distribution's own file. */
const releases: [string, string, string][] = [
  [
    'Debian',
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n',
    'apt install clang libbpf-dev linux-libc-dev',
  ],
  ['Ubuntu', 'ID=ubuntu\nID_LIKE=debian\n', 'apt install clang libbpf-dev linux-libc-dev'],
  ['Pop!_OS', 'ID=pop\nID_LIKE="ubuntu debian"\n', 'apt install clang libbpf-dev linux-libc-dev'],
  ['Fedora', 'ID=fedora\n', 'dnf install clang libbpf-devel kernel-headers'],
  ['Rocky', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'dnf install clang libbpf-devel kernel-headers'],
  ['Arch', 'ID=arch\n', 'pacman -S clang libbpf linux-api-headers'],
  ['EndeavourOS', "ID='endeavouros'\nID_LIKE='arch'\n", 'pacman -S clang libbpf linux-api-headers'],
  ['Alpine', 'ID=alpine\n', 'apk add clang libbpf-dev linux-headers'],
  [
    'openSUSE',
    'ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n',
    'zypper install clang libbpf-devel linux-glibc-devel',
  ],
  ['SLES', 'ID="sles"\nID_LIKE="suse"\n', 'zypper install clang libbpf-devel linux-glibc-devel'],
];

describe('installCommand', () => {
  it.each(releases)('knows %s', (_name, text, command) => {
    expect(installCommand(readOsRelease(text), all, 0)).toBe(command);
    expect(installCommand(readOsRelease(text), all, 1000)).toBe(`sudo ${command}`);
  });

  it('says nothing where it does not know', () => {
    expect(installCommand(readOsRelease('ID=nixos\n'), all, 0)).toBeUndefined();
    expect(installCommand(readOsRelease(''), all, 0)).toBeUndefined();
    expect(installHere('', all)).toBeUndefined();
  });

  it('reads what a script tells', () => {
    expect(installHere('1000\nID=alpine\n', ['libbpfHeaders'])).toBe('sudo apk add libbpf-dev');
    expect(installHere('0\nID=alpine\n', ['clang'])).toBe('apk add clang');
  });
});

describe('readOsRelease', () => {
  it('unquotes, keeps the first of two, and passes over the rest', () => {
    const text = '# comment\nPRETTY_NAME="A \\"B\\" \\$C"\nID=one\nnonsense\nID=two\nID_LIKE=\n';
    expect(readOsRelease(text)).toEqual({ id: 'one', like: [], name: 'A "B" $C' });
  });
});
