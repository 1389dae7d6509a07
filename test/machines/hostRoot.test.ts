/** The ways to root on the 6.1 VM, proved by what only root may read there. */
import { expect, inject, test } from 'vitest';
import { connectTo, type MachineAlias } from './connectTo';
import { text } from '#targets/host/host';
import { findRoot, type Root } from '#targets/host/root';

const { users } = inject('machines').vm;

async function check(alias: MachineAlias, password?: string): Promise<Root['how']> {
  const host = await connectTo(alias);
  const asker = { trustHostKey: () => Promise.resolve(false), secret: () => Promise.resolve(password) };
  try {
    const root = await findRoot(host, asker);
    expect(text((await root.run(['stat', '-c', '%U', '/proc/self'])).stdout)).toBe('root');
    expect((await root.run(['cat', '/sys/kernel/tracing/kprobe_events'])).code).toBe(0);
    return root.how;
  } finally {
    host.dispose();
  }
}

test('root, sudo without and with a password', { timeout: 300_000 }, async () => {
  expect(await check('vm61')).toBe('root');
  expect(await check('vm61-alice')).toBe('sudo');
  expect(await check('vm61-bob', users.bob.password)).toBe('sudoPassword');
});

test('no sudo, and a wrong password', { timeout: 300_000 }, async () => {
  await expect(check('vm61-carol', users.carol.password)).rejects.toMatchObject({ code: 'noRoot' });
  await expect(check('vm61-bob', 'wrong')).rejects.toMatchObject({
    code: 'noRoot',
    message: expect.stringContaining('wrong three times') as string,
  });
});
