/**
 * The part of the extension that speaks to machines. It is the only file that imports ssh2 and the run session
 * (through `targets/`), and it is itself imported only when first needed: activation pays for none of it.
 */
import * as path from 'node:path';
import type * as vscode from 'vscode';
import type { DoctorReport } from '#protocol/doctor';
import type { TargetKnowledge } from '#protocol/language';
import { build, type BuildResult } from '#targets/build/build';
import { helperHeaderFile, kernelBtfFile } from '#targets/build/kernelTypes';
import { KnownBuilds } from '#targets/build/knownBuilds';
import { visit } from '#targets/doctor/visit';
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
  return {
    session: (request) => {
      const session = new RunSession(request, ports);
      session.events.on((event) => {
        // The agent, which runs as root, has loaded something.
        if (event.type === 'program') asker.rootGranted(targetName(request.target));
      });
      return session;
    },
    buildAhead: async ({ target, source, build: settings }, signal) => {
      if (!hosts.isConnected(target)) return undefined;
      const host = await hosts.acquire(target, signal);
      try {
        const request = { source, settings, kernel: await kernelOf(host, signal) };
        return await build(host, request, { ...ports, known: builds }, signal);
      } finally {
        await host.dispose();
      }
    },
    knowledge: async (target, signal) => {
      if (!hosts.isConnected(target)) return undefined;
      const host = await hosts.acquire(target, signal);
      try {
        // A kernel without BTF, and a machine without libbpf, are no reason to say nothing.
        const btf = await kernelBtfFile(host, ports, signal).catch(() => undefined);
        const helperHeader = await helperHeaderFile(host, ports, signal).catch(() => undefined);
        return {
          ...(btf === undefined ? {} : { btf }),
          ...(helperHeader === undefined ? {} : { helperHeader }),
        };
      } finally {
        await host.dispose();
      }
    },
    examine: async (target, signal, onProgress) => {
      const host = await hosts.acquire(target, signal);
      try {
        return await visit(
          host,
          { asker, clang: setting('ebpf.build.clang') || 'clang', onProgress },
          signal,
        );
      } finally {
        await host.dispose();
      }
    },
    tryConnect: async (target, signal) => {
      const host = await hosts.acquire(target, signal);
      await host.dispose();
    },
  };
}

function versionOf({ extension }: vscode.ExtensionContext): string {
  const manifest: unknown = extension.packageJSON;
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '';
}
