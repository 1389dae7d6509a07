/**
 * The part of the extension that speaks to machines. It is the only file that imports ssh2 and the run session
 * (through `targets/`), and it is itself imported only when first needed: activation pays for none of it.
 */
import * as path from 'node:path';
import type * as vscode from 'vscode';
import type { DoctorReport } from '#protocol/doctor';
import type { TargetKnowledge } from '#protocol/language';
import { build, type BuildResult } from '#targets/build/build';
import { objectBytes } from '#targets/build/objectBytes';
import type { Host } from '#targets/host/host';
import { helperHeaderFile, kernelBtfFile } from '#targets/build/kernelTypes';
import { KnownBuilds } from '#targets/build/knownBuilds';
import { visit } from '#targets/doctor/visit';
import { SharedAgents, type SharedAgent } from '#targets/agent/sharedAgents';
import { RestingAgents } from '#targets/agent/restingAgents';
import { HostPool } from '#targets/host/hostPool';
import { kernelOf } from '#targets/run/kernelOf';
import type { RunPorts, RunRequest } from '#targets/run/ports';
import { RunSession } from '#targets/run/runSession';
import { targetName, type Target } from '#targets/target';
import { EditorAsker } from '../ask/editorAsker';
import { EditorChooser } from '../ask/editorChooser';
import type { Context } from '../context';
import { sshConfigFile } from '../machines/sshConfigFile';
import { setting } from '../settings';
import type { Session } from './run';

export interface Engine {
  session(request: RunRequest): Session;
  /** Compiles for a run to come. Undefined when that would have to connect, which could ask the user for something. */
  buildAhead(request: Omit<RunRequest, 'goal'>, signal: AbortSignal): Promise<BuildResult | undefined>;
  /** What lies here of the target's kernel, for the language server. Undefined when that would have to connect. */
  knowledge(
    target: Target,
    signal: AbortSignal,
  ): Promise<Pick<TargetKnowledge, 'btf' | 'helperHeader'> | undefined>;
  /** An agent for looking at what is loaded on the target, whoever loaded it. */
  look(target: Target, signal?: AbortSignal): Promise<SharedAgent>;
  /** Where the target's own BTF lies here; throws `noBtf`. */
  kernelBtf(target: Target, signal: AbortSignal): Promise<string>;
  /** Compiles the file and hands out the object; undefined when it does not compile. */
  object(request: Omit<RunRequest, 'goal'>, signal: AbortSignal): Promise<Uint8Array | undefined>;
  examine(target: Target, signal: AbortSignal, onProgress: (message: string) => void): Promise<DoctorReport>;
  /** Resolves when the machine has let us in. */
  tryConnect(target: Target, signal: AbortSignal): Promise<void>;
}

export function createEngine(context: Pick<Context, 'extension' | 'scope' | 'log' | 'attachMemory'>): Engine {
  const { extension, scope, log, attachMemory } = context;
  const asker = new EditorAsker(extension.secrets);
  const hosts = scope.add(new HostPool({ asker, log, sshConfigFile: sshConfigFile() }));
  // After the connections, so that agents end first.
  const resting = scope.add(new RestingAgents());
  const builds = new KnownBuilds();
  const ports: RunPorts = {
    hosts,
    builds,
    resting,
    asker,
    chooser: new EditorChooser(attachMemory),
    log,
    cacheDirectory: extension.globalStorageUri.fsPath,
    agentDirectory: path.join(extension.extensionPath, 'dist', 'agent'),
    version: versionOf(extension),
  };
  const lookers = scope.add(new SharedAgents(ports));
  const onHost = async <T>(
    target: Target,
    signal: AbortSignal,
    work: (host: Host) => Promise<T>,
  ): Promise<T> => {
    const host = await hosts.acquire(target, signal);
    try {
      return await work(host);
    } finally {
      await host.dispose();
    }
  };
  const compile = async (
    host: Host,
    { source, build: settings }: Omit<RunRequest, 'goal'>,
    signal: AbortSignal,
  ): Promise<BuildResult> =>
    build(
      host,
      { source, settings, kernel: await kernelOf(host, signal) },
      { ...ports, known: builds },
      signal,
    );
  return {
    session: (request) => {
      const session = new RunSession(request, ports);
      session.events.on((event) => {
        // The agent, which runs as root, has loaded something.
        if (event.type === 'program') asker.rootGranted(targetName(request.target));
      });
      return session;
    },
    buildAhead: async (request, signal) =>
      hosts.isConnected(request.target)
        ? onHost(request.target, signal, async (host) => compile(host, request, signal))
        : undefined,
    knowledge: async (target, signal) =>
      hosts.isConnected(target)
        ? onHost(target, signal, async (host) => {
            // A kernel without BTF, and a machine without libbpf, are no reason to say nothing.
            const btf = await kernelBtfFile(host, ports, signal).catch(() => undefined);
            const helperHeader = await helperHeaderFile(host, ports, signal).catch(() => undefined);
            return {
              ...(btf === undefined ? {} : { btf }),
              ...(helperHeader === undefined ? {} : { helperHeader }),
            };
          })
        : undefined,
    look: async (target, signal) => lookers.acquire(target, signal),
    kernelBtf: async (target, signal) =>
      onHost(target, signal, async (host) => kernelBtfFile(host, ports, signal)),
    object: async (request, signal) =>
      onHost(request.target, signal, async (host) => {
        const built = await compile(host, request, signal);
        return built.ok ? objectBytes(host, built.object) : undefined;
      }),
    examine: async (target, signal, onProgress) =>
      onHost(target, signal, async (host) => {
        const clang = setting('ebpf.build.clang') || 'clang';
        return visit(host, { asker, clang, onProgress }, signal);
      }),
    tryConnect: async (target, signal) => {
      await onHost(target, signal, () => Promise.resolve());
    },
  };
}

function versionOf({ extension }: vscode.ExtensionContext): string {
  const manifest: unknown = extension.packageJSON;
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '';
}
