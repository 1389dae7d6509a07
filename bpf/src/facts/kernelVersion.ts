/** Kernel versions as numbers that compare: `6.1.0-25-amd64` is [6, 1]. */

export type KernelVersion = readonly [major: number, minor: number];

/** The first two numbers of a release, or undefined when there are none. */
export function kernelVersion(release: string): KernelVersion | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(release) ?? [];
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
}

export function isBefore(one: KernelVersion, other: KernelVersion): boolean {
  return one[0] < other[0] || (one[0] === other[0] && one[1] < other[1]);
}
