/** What the machinery needs from the program around it, as the command line gives it. */
import { homedir } from 'node:os';
import * as path from 'node:path';
import { HostPool } from '#targets/host/hostPool';
import type { Log } from '#targets/log';
import type { RunPorts } from '#targets/run/ports';
import type { Arguments } from './arguments';
import { TerminalAsker } from './terminalAsker';

/** Where the package lies, and its version. */
export interface Place {
  root: string;
  version: string;
}

export function openPorts(args: Arguments, place: Place): RunPorts {
  const log = stderrLog(args.verbose);
  const asker = new TerminalAsker(process.stdin, process.stderr, args);
  return {
    hosts: new HostPool({
      asker,
      log,
      ...(args.sshConfig === undefined ? {} : { sshConfigFile: args.sshConfig }),
    }),
    asker,
    chooser: asker,
    log,
    cacheDirectory: path.join(
      process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'),
      'ebpf-workbench',
    ),
    agentDirectory: path.join(place.root, 'dist', 'agent'),
    version: place.version,
  };
}

function stderrLog(verbose: boolean): Log {
  const write = (message: string): void => void process.stderr.write(`${message}\n`);
  const quiet = (): void => undefined;
  return {
    debug: verbose ? write : quiet,
    info: verbose ? write : quiet,
    warn: write,
    error: verbose ? write : quiet,
  };
}
