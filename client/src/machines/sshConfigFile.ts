/** The ssh configuration that the user named in the settings; undefined means the usual one. */
import { homedir } from 'node:os';
import * as path from 'node:path';
import { setting } from '../settings';

export function sshConfigFile(): string | undefined {
  const file = setting('ebpf.ssh.configFile').trim();
  if (file === '') return undefined;
  // Typed into settings.json, `~` has no shell that would expand it.
  return file === '~' || file.startsWith('~/') ? path.join(homedir(), file.slice(1)) : file;
}
