/** `~/.ssh/config` as it leads to a real sshd: aliases, includes and jump hosts. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, startSshBench, userKey, type SshBench } from './sshBench';
import { connect } from '#targets/host/connect';
import { text } from '#targets/host/host';

let bench: SshBench;
let keys: { alice: string; bob: string; carol: string };

beforeAll(async () => {
  bench = await startSshBench();
  const make = (user: string) => userKey(bench, user, ['-t', 'ed25519', '-N', '']);
  keys = { alice: make('alice'), bob: make('bob'), carol: make('carol') };
});
afterAll(() => bench.dispose());

async function whoAt(name: string, config: string, files: Readonly<Record<string, string>> = {}) {
  const home = bench.home();
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(home, '.ssh', file, '..'), { recursive: true });
    writeFileSync(join(home, '.ssh', file), content);
  }
  const ports = bench.ports({ home, config });
  const host = await connect({ kind: 'ssh', name, host: name }, ports);
  try {
    const said = text((await host.run(['sh', '-c', 'id -un; echo "$SSH_CONNECTION"'])).stdout);
    return {
      user: said.split('\n')[0],
      name: host.name,
      ports,
      known: readFileSync(join(home, '.ssh/known_hosts'), 'utf8'),
    };
  } finally {
    host.dispose();
  }
}

const local = () => `HostName 127.0.0.1\nPort ${bench.port}\n`;

test('an alias leads to host, port, user and key', async () => {
  const config = `Host lab\n${local()}User bob\nIdentityFile ${keys.bob}\nHost *\nUser nobody\n`;
  expect(await whoAt('lab', config)).toMatchObject({ user: 'bob', name: 'lab' });
});

test('Include reads files by pattern below ~/.ssh', async () => {
  const files = {
    'conf.d/10-lab.conf': `Host lab\n${local()}Include users/*\n`,
    'users/lab': `User carol\nIdentityFile ${keys.carol}\n`,
  };
  expect(await whoAt('lab', 'Include conf.d/*.conf\n', files)).toMatchObject({ user: 'carol' });
});

test('ProxyJump over two machines, each with its own user, key and host key', async () => {
  const config = `
Host first
  ${local()}
  User alice
  IdentityFile ${keys.alice}
  HostKeyAlias first
Host second
  ${local()}
  User bob
  IdentityFile ${keys.bob}
  HostKeyAlias second
Host lab
  ${local()}
  User carol
  IdentityFile ${keys.carol}
  HostKeyAlias lab
  ProxyJump first,second
`;
  const { user, known, ports } = await whoAt('lab', config);
  expect(user).toBe('carol');
  expect(known.split('\n').map((line) => line.split(' ')[0])).toEqual(['first', 'second', 'lab', '']);
  expect(ports.questions).toHaveLength(3);
});

test('a jump host that does not reach the target, one that changed, and one that leads to itself', async () => {
  const port = await freePort();
  const nowhere = `Host hop\n${local()}User alice\nIdentityFile ${keys.alice}\nHost lab\nHostName 127.0.0.1\nPort ${port}\nProxyJump hop\n`;
  await expect(whoAt('lab', nowhere)).rejects.toMatchObject({ code: 'unreachable' });
  const other = readFileSync(`${keys.bob}.pub`, 'utf8');
  await expect(
    whoAt('lab', nowhere, { known_hosts: `[127.0.0.1]:${bench.port} ${other}` }),
  ).rejects.toMatchObject({
    code: 'hostKeyChanged',
  });
  await expect(whoAt('lab', 'Host *\nProxyJump lab\n')).rejects.toMatchObject({ code: 'configInvalid' });
});

test('a file that is not valid is named with its line', async () => {
  await expect(whoAt('lab', 'Host lab\n  HostName "127.0.0.1\n')).rejects.toMatchObject({
    code: 'configInvalid',
    message: expect.stringMatching(/\.ssh\/config:2 is not valid/) as string,
  });
});
