/**
 * Makes a BPF object out of a C file: gathers the sources here, compiles them on the target, or here where the
 * target cannot, and says where the object lies and what the compiler had to say.
 */
import * as path from 'node:path';
import * as l10n from '@vscode/l10n';
import { parseClangMessages } from '#bpf/compiler/clangMessages';
import type { BuildDiagnostic } from '#protocol/run';
import type { Host } from '../host/host';
import { LocalHost } from '../host/localHost';
import type { BuildSettings } from '../run/ports';
import { TargetError } from '../targetError';
import { unlessAborted } from '../unlessAborted';
import { compile, type CompileAnswer } from './compile';
import { compilerTrouble } from './compilerTrouble';
import { buildDiagnostics } from './diagnostics';
import { headerHint } from './headerHint';
import { kernelHeader, type KernelTypesPorts } from './kernelTypes';
import type { KnownBuilds } from './knownBuilds';
import { prepare, type Prepared } from './prepare';

export interface BuildRequest {
  /** Absolute path of the C file here. */
  source: string;
  settings: BuildSettings;
  /** The target's, wherever the compiler runs. */
  kernel: { release: string; machine: string };
  /** Absolute path of the directory whose files may be taken along; found by its `.git` when absent. */
  workspace?: string;
}

export interface BuildPorts extends KernelTypesPorts {
  /** Where builds are shared; absent where each stands alone. */
  known?: KnownBuilds;
}

/** By absolute path on the target, or the bytes themselves when this machine compiled them. */
export type BuiltObject = { path: string } | { content: Uint8Array };

interface Built {
  diagnostics: BuildDiagnostic[];
  /** What the compiler wrote, with its own file names. */
  output: string;
  place: 'target' | 'here';
  milliseconds: number;
}

/** `ok: false` is a compiler that found errors; everything else that keeps a build from its end is thrown. */
export type BuildResult =
  | (Built & {
      ok: true;
      object: BuiltObject;
      bytes: number;
      /** Nothing had changed since an earlier build, so the compiler did not run. */
      reused: boolean;
      /** Nobody looked at the target either: the object may be gone by now. */
      remembered: boolean;
    })
  | (Built & { ok: false });

export async function build(
  target: Host,
  request: BuildRequest,
  ports: BuildPorts,
  signal?: AbortSignal,
  onProgress: (message: string) => void = () => undefined,
): Promise<BuildResult> {
  const start = performance.now();
  const fetchHeader = () =>
    kernelHeader(target, ports, {
      signal,
      onFetch: () => onProgress(l10n.t('Reading the kernel types of {0}', target.name)),
    });
  const prepared = await prepare(request, fetchHeader, signal);

  const key = `${request.settings.place} ${prepared.compile.sourceId} ${prepared.compile.key}`;
  const known = await result(ports.known?.get(target, key), signal);
  if (known?.ok) return { ...known, milliseconds: since(start), reused: true, remembered: true };
  const made = compileHereOrThere(target, request, prepared, ports, signal, onProgress);
  ports.known?.keep(target, key, made);
  return { ...(await made), milliseconds: since(start) };
}

/** Of a build that somebody else made, or is making. When that one fails or is given up, this one starts anew. */
async function result(
  build: Promise<BuildResult> | undefined,
  signal: AbortSignal | undefined,
): Promise<BuildResult | undefined> {
  if (build === undefined) return undefined;
  return unlessAborted(
    build.catch(() => undefined),
    signal,
  );
}

async function compileHereOrThere(
  target: Host,
  request: BuildRequest,
  prepared: Prepared,
  ports: BuildPorts,
  signal: AbortSignal | undefined,
  onProgress: (message: string) => void,
): Promise<BuildResult> {
  const run = async (host: Host): Promise<CompileAnswer> => {
    onProgress(l10n.t('Compiling {0} on {1}', path.basename(request.source), nameOf(host)));
    const answer = await compile(host, prepared.compile, { signal });
    const { entries, bytes } = { entries: prepared.compile.manifest.files.length, bytes: answer.bytes };
    ports.log.debug(`build on ${host.name}: ${entries} files, ${bytes} bytes, exit ${answer.exitCode}`);
    return answer;
  };
  const { answer, host } = await compileSomewhere(target, request.settings.place, run);
  try {
    const place = host === target ? 'target' : 'here';
    const told = { ...readAnswer(answer, host, prepared, request), place, milliseconds: 0 } as const;
    if (answer.object === undefined) return { ok: false, ...told };
    const object =
      host === target ? { path: answer.object } : { content: await host.readFile(answer.object) };
    const { bytes, reused } = answer;
    return { ok: true, ...told, object, bytes, reused, remembered: false };
  } finally {
    if (host !== target) await host.dispose();
  }
}

/** On the target, or here when the settings say so or the target cannot. */
async function compileSomewhere(
  target: Host,
  place: BuildSettings['place'],
  run: (host: Host) => Promise<CompileAnswer>,
): Promise<{ answer: CompileAnswer; host: Host }> {
  if (target.kind === 'local' || place !== 'here') {
    try {
      return { answer: await run(target), host: target };
    } catch (error) {
      const lacking = error instanceof TargetError && error.code === 'noCompiler';
      if (!lacking || target.kind === 'local' || place === 'target') throw error;
      // Neither machine has one: what helps is one on the target, so that error is the one to show.
      const here = new LocalHost();
      return {
        answer: await run(here).catch((second: unknown) => Promise.reject(preferred(error, second))),
        host: here,
      };
    }
  }
  const here = new LocalHost();
  return { answer: await run(here), host: here };
}

function preferred(onTarget: TargetError, here: unknown): Error {
  if (here instanceof TargetError && here.code === 'noCompiler') return onTarget;
  return here instanceof Error ? here : new Error(String(here));
}

function readAnswer(
  answer: CompileAnswer,
  host: Host,
  { sources, layout }: Prepared,
  request: BuildRequest,
): { diagnostics: BuildDiagnostic[]; output: string } {
  const messages = parseClangMessages(answer.log);
  if (answer.object === undefined) {
    const trouble = compilerTrouble(host, request.settings.clang, answer, messages);
    if (trouble) throw trouble;
  }
  const diagnostics = buildDiagnostics(messages, {
    source: path.resolve(request.source),
    layout,
    refused: sources.refused,
    installHint: (header) => headerHint(answer.facts, nameOf(host), header),
  });
  return { diagnostics, output: answer.log };
}

function nameOf(host: Host): string {
  return host.kind === 'local' ? l10n.t('this machine') : host.name;
}

function since(start: number): number {
  return Math.round(performance.now() - start);
}
