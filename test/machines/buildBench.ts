/** A place of its own for each build test: a cache directory here and there, and files that only this test sees. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { BuildDiagnostic } from '#protocol/run';
import { build, type BuildRequest, type BuildResult } from '#targets/build/build';
import type { Host } from '#targets/host/host';
import { silentLog } from '#targets/log';
import { kernelOf } from '#targets/run/kernelOf';
import type { BuildSettings } from '#targets/run/ports';

export const fixtures = join(import.meta.dirname, '../fixtures/build');

export const settings: BuildSettings = { place: 'target', clang: 'clang', flags: [], includeDirectories: [] };

export interface BuildBench {
  directory: string;
  cacheDirectory: string;
  /** Writes a file below the bench's project, and gives its path. */
  file(name: string, text: string): string;
  /** Writes a shell script that stands in for the compiler. */
  script(text: string): string;
  /** Copies a folder of the fixtures into the project, and gives its path there. */
  copy(folder: string): string;
  build(
    host: Host,
    source: string,
    request?: Partial<BuildRequest>,
    signal?: AbortSignal,
  ): Promise<BuildResult>;
  dispose(): void;
}

export function startBuildBench(): BuildBench {
  const directory = mkdtempSync(join(tmpdir(), 'build bench '));
  const cacheDirectory = join(directory, 'cache');
  const project = join(directory, 'project');
  mkdirSync(project);
  return {
    directory,
    cacheDirectory,
    file: (name, text) => {
      const path = join(project, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    script: (text) => {
      const path = join(directory, 'compiler');
      writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
      return path;
    },
    copy: (folder) => {
      cpSync(join(fixtures, folder), join(project, folder), { recursive: true });
      return join(project, folder);
    },
    build: async (host, source, request = {}, signal) =>
      build(
        host,
        { source, settings, kernel: await kernelOf(host), workspace: project, ...request },
        { cacheDirectory, log: silentLog },
        signal,
      ),
    dispose: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The result of a build that is expected to succeed; the compiler's words where it does not. */
export function built(result: BuildResult): Extract<BuildResult, { ok: true }> {
  if (!result.ok) throw new Error(`the build failed: ${result.output}`);
  return result;
}

/** The object of a build that the target made. */
export function objectPath({ object }: Extract<BuildResult, { ok: true }>): string {
  if ('path' in object) return object.path;
  throw new Error('the object was compiled here');
}

/** `name:line:column severity message`, with the name below the project. */
export function brief(diagnostics: readonly BuildDiagnostic[]): string[] {
  return diagnostics.map(
    ({ file, line, column, severity, message }) =>
      `${file.replace(/^.*\/project\//, '')}:${line}:${column} ${severity} ${message}`,
  );
}

/** The error that the promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  return error as { code: string; message: string };
}
