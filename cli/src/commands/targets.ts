/** `ebpf targets`: this machine, and the hosts of `~/.ssh/config`. */
import { configuredHosts } from '#targets/host/configuredHosts';
import type { Arguments } from '../arguments';
import { exitCodes } from '../exitCodes';

export async function listTargets(args: Arguments): Promise<number> {
  const hosts = await configuredHosts(args.sshConfig);
  const names = ['local', ...hosts];
  const text = args.json ? JSON.stringify(names) : names.join('\n');
  process.stdout.write(`${text}\n`);
  return exitCodes.fine;
}
