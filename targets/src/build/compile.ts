/** Runs the compile script on a host, hands it what it asks for, and reads its answer. */
import { randomBytes } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { fileError } from '../host/fileError';
import type { Host, ProcessExit } from '../host/host';
import { cancelled, TargetError } from '../targetError';
import { compileScript, scriptExit } from './compileScript';
import { noCompiler } from './noCompiler';
import { headerText, manifestText, packFor, type Manifest } from './manifest';

export interface CompileRequest {
  clang: string;
  /** Names the directory of the object; the same for every build of the same file. */
  sourceId: string;
  /** Names the object: equal for equal files and arguments. */
  key: string;
  multiarch: string;
  manifest: Manifest;
  /** Name of the source in the tree, escaped. */
  main: string;
  /** Local directory that the top of the tree stands for, written into the object's debug information. */
  root: string;
  arguments: readonly string[];
}

export interface CompileAnswer {
  /** Absolute path of the object on the host; absent when the compiler failed. */
  object?: string;
  bytes: number;
  reused: boolean;
  exitCode: number;
  /** What the compiler wrote, at most `logLimit` bytes of it. */
  log: string;
  /** The uid in the first line, then the text of os-release; when the compiler failed. */
  facts: string;
}

const logLimit = 4 << 20;

/** sshd hands the whole command to a shell as one argument, of which Linux takes 128 KB. */
const argumentLimit = 64 << 10;

export async function compile(
  host: Host,
  request: CompileRequest,
  options: { signal?: AbortSignal | undefined; onUpload?: (bytes: number) => void } = {},
): Promise<CompileAnswer> {
  const manifest = manifestText(request.manifest);
  const inArgument = manifest.length <= argumentLimit;
  const parameters = [
    request.clang,
    request.sourceId,
    request.key,
    randomBytes(8).toString('hex'),
    request.multiarch,
    request.main,
    inArgument ? manifest : `@${manifest.length}`,
    headerText(request.manifest),
    String(logLimit),
    request.root,
    ...request.arguments,
  ];
  const process = await host.spawn(['sh', '-c', compileScript, 'ebpf-build', ...parameters], {
    ...(options.signal ? { signal: options.signal } : {}),
  });
  // The script may answer without reading all of it; what matters is the answer.
  process.stdin.on('error', () => undefined);
  if (!inArgument) process.stdin.write(manifest);

  const stderr = new Chunks();
  process.stderr.on('data', (chunk: Uint8Array) => stderr.add(chunk));
  const stdout = new Chunks();
  const need: { line?: RegExpExecArray } = {};
  process.stdout.on('data', (chunk: Uint8Array) => {
    stdout.add(chunk);
    if (need.line) return;
    const line = /^need (gzip|plain) ([^\n]*)\n/.exec(stdout.start(1 << 20));
    if (!line) return;
    need.line = line;
    const pack = packFor(request.manifest, line[2] ?? '', line[1] === 'gzip');
    options.onUpload?.(pack.length);
    process.stdin.write(`${pack.length}\n`);
    process.stdin.write(pack);
  });

  const exit = await process.exit;
  process.stdin.destroy();
  if (options.signal?.aborted) throw cancelled();
  const output = stdout.all();
  const words = new TextDecoder().decode(stderr.all());
  // After a `need` line comes the answer.
  const answer = need.line ? output.subarray(output.indexOf(10) + 1) : output;
  if (exit.code === 0) return readAnswer(host, answer, words);
  throw failure(host, request.clang, exit, new TextDecoder().decode(answer), words);
}

// built 0 4312⏎/home/u/.cache/ebpf-workbench/build/5f…/9a….o␀␀./main.c:3:1: warning: …
function readAnswer(host: Host, answer: Uint8Array, stderr: string): CompileAnswer {
  const text = new TextDecoder().decode(answer);
  const match = /^(built|reused) (\d+) (\d+)\n([^\0]*)\0([^\0]*)\0/.exec(text);
  if (!match) throw broken(host, text + stderr);
  const [whole, how, code, bytes, object = '', facts = ''] = match;
  return {
    ...(object === '' ? {} : { object }),
    bytes: Number(bytes),
    reused: how === 'reused',
    exitCode: Number(code),
    log: text.slice(whole.length),
    facts,
  };
}

function failure(host: Host, clang: string, exit: ProcessExit, stdout: string, stderr: string): TargetError {
  switch (exit.code) {
    // 127: the host has no `sh`, which is to say it is no Unix.
    case 127:
    case scriptExit.noCompiler:
      return noCompiler(host, clang, stdout);
    case scriptExit.noHome:
      return new TargetError(
        'permission',
        l10n.t('The user has no home directory on {0}. Set HOME or XDG_CACHE_HOME there.', host.name),
        { detail: stderr, actions: [{ kind: 'checkTarget' }] },
      );
    case scriptExit.unwritable:
      return fileError({ host: host.name, path: stdout, detail: stderr });
    case scriptExit.notOurs:
      return new TargetError(
        'permission',
        l10n.t(
          '{1} on {0} belongs to another user or is a symbolic link. Remove it and try again.',
          host.name,
          stdout,
        ),
        { detail: stderr },
      );
  }
  if (exit.signal === 'LOST' || exit.code === scriptExit.inputEnded) {
    return new TargetError(
      'connectionLost',
      l10n.t('The connection to {0} was lost during the build.', host.name),
      {
        detail: stderr,
        actions: [{ kind: 'retry' }],
      },
    );
  }
  return broken(host, stderr);
}

function broken(host: Host, detail: string): TargetError {
  return new TargetError('commandFailed', l10n.t('The build on {0} failed: {1}', host.name, detail.trim()), {
    detail,
    actions: [{ kind: 'showLog' }],
  });
}

/** Bytes in the order of their arrival, up to twice what a script that keeps to its limit can write. */
class Chunks {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  add(chunk: Uint8Array): void {
    if (this.#length > 2 * logLimit) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  all(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** The text so far, when it is no longer than `limit`. */
  start(limit: number): string {
    return this.#length > limit ? '' : this.all().toString();
  }
}
