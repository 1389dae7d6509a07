/** What was compiled on saving is not compiled again by the run that follows. */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { build, type BuildResult } from '#targets/build/build';
import { KnownBuilds } from '#targets/build/knownBuilds';
import { LocalHost } from '#targets/host/localHost';
import { silentLog } from '#targets/log';
import { kernelOf } from '#targets/run/kernelOf';
import { built, objectPath, settings, startBuildBench, type BuildBench } from './buildBench';
import { countCalls } from './countCalls';

const counted = countCalls(new LocalHost());
const { host } = counted;
let bench: BuildBench;
let known: KnownBuilds;
let source: string;
beforeEach(() => {
  bench = startBuildBench();
  known = new KnownBuilds();
  source = bench.file('a.bpf.c', 'int f(void *ctx) { return 0; }\n');
});
afterEach(() => bench.dispose());

async function make(clang = 'clang', signal?: AbortSignal): Promise<BuildResult> {
  const request = { source, settings: { ...settings, clang }, kernel: await kernelOf(host) };
  return build(host, request, { cacheDirectory: bench.cacheDirectory, log: silentLog, known }, signal);
}

it('a second build of the same content asks nobody', async () => {
  const first = built(await make());
  expect(first.remembered).toBe(false);
  const { calls } = counted;
  const second = built(await make());
  expect(second).toMatchObject({ remembered: true, reused: true, object: first.object });
  expect(counted.calls).toBe(calls);
});

it('a build that is under way is waited for', async () => {
  await kernelOf(host);
  const clang = bench.script('sleep 1; exec clang "$@"');
  const both = await Promise.all([make(clang), make(clang).then(built)]);
  expect(objectPath(built(both[0]))).toBe(objectPath(both[1]));
  expect(both[1].remembered || built(both[0]).remembered).toBe(true);
});

it('changed content is built', async () => {
  await make();
  bench.file('a.bpf.c', 'int f(void *ctx) { return 1; }\n');
  expect(built(await make())).toMatchObject({ remembered: false, reused: false });
});

it('a build that failed, or was given up, is made anew', async () => {
  const marker = `${bench.directory}/broken`;
  const clang = bench.script(
    `[ ! -e '${marker}' ] || { echo 'a.bpf.c:1:1: error: no' >&2; exit 1; }; exec clang "$@"`,
  );
  bench.file('../broken', '');
  expect((await make(clang)).ok).toBe(false);
  rmSync(marker);
  expect((await make(clang)).ok).toBe(true);

  bench.file('a.bpf.c', 'int g(void *ctx) { return 0; }\n');
  const abort = new AbortController();
  const slow = bench.script('sleep 1; exec clang "$@"');
  const given = make(slow, abort.signal).catch((error: unknown) => error);
  const waiting = make(slow);
  setTimeout(() => abort.abort(), 300);
  expect((await given) instanceof Error).toBe(true);
  expect((await waiting).ok).toBe(true);
});
