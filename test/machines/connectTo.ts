/** Connections to the test machines by the aliases of their ssh config. */
import { inject } from 'vitest';
import { connect } from '#targets/host/connect';
import type { Host } from '#targets/host/host';
import { silentLog } from '#targets/log';
import { parseTarget } from '#targets/target';

export type MachineAlias = 'vm61' | 'vm61-alice' | 'vm61-bob' | 'vm61-carol' | 'here';

/** No question is answered: the config has all that a connection needs. */
export async function connectTo(alias: MachineAlias): Promise<Host> {
  const target = parseTarget(alias);
  if (!target) throw new Error(`no target ${alias}`);
  const asker = { trustHostKey: () => Promise.resolve(false), secret: () => Promise.resolve(undefined) };
  return connect(target, { asker, log: silentLog, sshConfigFile: inject('machines').sshConfig });
}
