/** Reads the command line. Every command takes the same options; each says which of them it uses in its help. */
import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { localTarget, parseTarget, type Target } from '#targets/target';
import { parseDuration } from './duration';
import { UsageError } from './usageError';

export interface Arguments {
  command: string | undefined;
  files: string[];
  target: Target;
  /** Names of interfaces, functions… that answer what a section leaves open. */
  interface: string | undefined;
  programs: string[] | undefined;
  /** What programs attach to, by C function name. */
  attach: Record<string, string>;
  /** First values of global variables, by C name. */
  globals: Record<string, string>;
  guard: boolean;
  /** The structure of the records, for `events`. */
  type: string | undefined;
  /** Read even what another process may be reading. */
  shared: boolean;
  /** Print the records of the run's own ring buffers too. */
  events: boolean;
  /** Under what name the programs are left running. */
  leave: string | undefined;
  /** End what was left running. */
  remove: boolean;
  /** Milliseconds between two readings. */
  interval: number | undefined;
  /** Milliseconds. */
  duration: number | undefined;
  json: boolean;
  verbose: boolean;
  help: boolean;
  version: boolean;
  build: 'auto' | 'target' | 'here';
  clang: string;
  clangFlags: string[];
  includeDirectories: string[];
  sshConfig: string | undefined;
}

const options = {
  target: { type: 'string', short: 't' },
  iface: { type: 'string', short: 'i' },
  program: { type: 'string', short: 'p', multiple: true },
  attach: { type: 'string', short: 'a', multiple: true },
  global: { type: 'string', short: 'g', multiple: true },
  guard: { type: 'boolean', default: false },
  interval: { type: 'string', short: 'n' },
  type: { type: 'string' },
  shared: { type: 'boolean', default: false },
  events: { type: 'boolean', short: 'e', default: false },
  leave: { type: 'string' },
  remove: { type: 'boolean', default: false },
  duration: { type: 'string', short: 'd' },
  json: { type: 'boolean', default: false },
  verbose: { type: 'boolean', short: 'v', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
  build: { type: 'string', default: 'auto' },
  clang: { type: 'string', default: 'clang' },
  'clang-flag': { type: 'string', multiple: true },
  include: { type: 'string', short: 'I', multiple: true },
  'ssh-config': { type: 'string', short: 'F' },
} as const;

/** Throws `UsageError`. */
export function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv);
  const [command, ...files] = positionals;
  return {
    command,
    files,
    target: readTarget(values.target ?? process.env['EBPF_TARGET']),
    interface: values.iface,
    programs: values.program,
    attach: assignments('--attach', values.attach),
    globals: assignments('--global', values.global),
    guard: values.guard,
    type: values.type,
    shared: values.shared,
    events: values.events,
    leave: values.leave,
    remove: values.remove,
    interval: values.interval === undefined ? undefined : parseDuration(values.interval),
    duration: values.duration === undefined ? undefined : parseDuration(values.duration),
    json: values.json,
    verbose: values.verbose,
    help: values.help,
    version: values.version,
    build: readPlace(values.build),
    clang: values.clang,
    clangFlags: values['clang-flag'] ?? [],
    includeDirectories: values.include ?? [],
    sshConfig: values['ssh-config'],
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** `NAME=VALUE`, of which the value may hold anything. */
function assignments(option: string, given: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(l10n.t('{0} takes NAME=VALUE, not "{1}".', option, text));
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

function readTarget(name: string | undefined): Target {
  if (name === undefined) return localTarget;
  const target = parseTarget(name);
  if (target !== undefined) return target;
  throw new UsageError(
    l10n.t('"{0}" is no target. Write local, a host of ~/.ssh/config, or user@host[:port].', name),
  );
}

function readPlace(place: string): Arguments['build'] {
  if (place === 'auto' || place === 'target' || place === 'here') return place;
  throw new UsageError(l10n.t('--build takes auto, target or here, not "{0}".', place));
}
