/** Which Linux distribution a target runs, and how its packages are installed, from os-release(5). */

export interface Distribution {
  /** `ID`, e.g. `ubuntu`; '' when unknown. */
  id: string;
  /** `ID_LIKE`, the nearest relative first. */
  like: readonly string[];
  /** `PRETTY_NAME`, e.g. `Ubuntu 22.04.4 LTS`; '' when unknown. */
  name: string;
}

export type PackageManager = 'apt' | 'dnf' | 'pacman' | 'apk' | 'zypper';

/** What a build or a run may lack. */
export type Lack = 'clang' | 'libbpfHeaders' | 'uapiHeaders';

const managers: Readonly<Record<string, PackageManager>> = {
  debian: 'apt',
  ubuntu: 'apt',
  raspbian: 'apt',
  linuxmint: 'apt',
  fedora: 'dnf',
  rhel: 'dnf',
  centos: 'dnf',
  rocky: 'dnf',
  almalinux: 'dnf',
  ol: 'dnf',
  amzn: 'dnf',
  arch: 'pacman',
  archlinux: 'pacman',
  manjaro: 'pacman',
  alpine: 'apk',
  suse: 'zypper',
  opensuse: 'zypper',
  'opensuse-leap': 'zypper',
  'opensuse-tumbleweed': 'zypper',
  sles: 'zypper',
};

const packages: Readonly<Record<PackageManager, Readonly<Record<Lack, string>>>> = {
  apt: { clang: 'clang', libbpfHeaders: 'libbpf-dev', uapiHeaders: 'linux-libc-dev' },
  dnf: { clang: 'clang', libbpfHeaders: 'libbpf-devel', uapiHeaders: 'kernel-headers' },
  pacman: { clang: 'clang', libbpfHeaders: 'libbpf', uapiHeaders: 'linux-api-headers' },
  apk: { clang: 'clang', libbpfHeaders: 'libbpf-dev', uapiHeaders: 'linux-headers' },
  zypper: { clang: 'clang', libbpfHeaders: 'libbpf-devel', uapiHeaders: 'linux-glibc-devel' },
};

const install: Readonly<Record<PackageManager, string>> = {
  apt: 'apt install',
  dnf: 'dnf install',
  pacman: 'pacman -S',
  apk: 'apk add',
  zypper: 'zypper install',
};

/** Lines that are not understood are passed over. */
export function readOsRelease(text: string): Distribution {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    // PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
    const match = /^\s*([A-Z_0-9]+)=(.*?)\s*$/.exec(line);
    // The first of two wins: /etc/os-release comes before /usr/lib/os-release.
    if (match?.[1] !== undefined && !values.has(match[1])) values.set(match[1], unquote(match[2] ?? ''));
  }
  return {
    id: (values.get('ID') ?? '').toLowerCase(),
    like: (values.get('ID_LIKE') ?? '').toLowerCase().split(/\s+/).filter(Boolean),
    name: values.get('PRETTY_NAME') ?? values.get('NAME') ?? '',
  };
}

export function packageManagerOf(distribution: Distribution): PackageManager | undefined {
  for (const id of [distribution.id, ...distribution.like]) {
    const manager = managers[id];
    if (manager) return manager;
  }
  return undefined;
}

/** The very command that mends the lacks, for a user with this uid; undefined where we do not know it. */
export function installCommand(
  distribution: Distribution,
  lacks: readonly Lack[],
  uid: number | undefined,
): string | undefined {
  const manager = packageManagerOf(distribution);
  if (!manager) return undefined;
  const names = lacks.map((lack) => packages[manager][lack]);
  return `${asRoot(uid)}${install[manager]} ${names.join(' ')}`;
}

/** The same from what a script tells about its machine: the uid in the first line, then the text of os-release. */
export function installHere(facts: string, lacks: readonly Lack[]): string | undefined {
  const [uid, ...release] = facts.split('\n');
  const known = uid === undefined || !/^\d+$/.test(uid) ? undefined : Number(uid);
  return installCommand(readOsRelease(release.join('\n')), lacks, known);
}

/** What stands before a command that needs root. */
export function asRoot(uid: number | undefined): string {
  return uid === 0 ? '' : 'sudo ';
}

function unquote(value: string): string {
  const quote = value[0];
  if ((quote !== '"' && quote !== "'") || value.length < 2 || !value.endsWith(quote)) return value;
  const inner = value.slice(1, -1);
  return quote === '"' ? inner.replace(/\\(["$`\\])/g, '$1') : inner;
}
