import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfigLines } from './configLines';
import { hopSettings, type HopAddress, type HopSettings } from './hopSettings';
import type { Place } from './place';
import type { Log } from '../log';

let home: string;
let place: Place;
let warnings: string[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ssh-config-'));
  place = { home, user: 'me', env: { AGENT: '/run/agent', KEYS: '/keys', SSH_AUTH_SOCK: '/run/usual' } };
  warnings = [];
});
afterEach(() => rmSync(home, { recursive: true }));

/** What the configuration says about an address; `files` lie below `~/.ssh`. */
async function check(
  config: string,
  address: HopAddress | string = 'lab',
  files: Readonly<Record<string, string>> = {},
): Promise<HopSettings> {
  for (const [name, content] of Object.entries({ ...files, config })) {
    const path = join(home, '.ssh', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const log: Log = { debug() {}, info() {}, warn: (line) => void warnings.push(line), error() {} };
  const lines = await readConfigLines(join(home, '.ssh', 'config'), place);
  return hopSettings(lines, typeof address === 'string' ? { host: address } : address, place, log);
}

test('without a file, everything has its default', async () => {
  const lines = await readConfigLines(join(home, 'none'), place);
  const log: Log = { debug() {}, info() {}, warn() {}, error() {} };
  expect(hopSettings(lines, { host: 'lab' }, place, log)).toMatchObject({
    hostName: 'lab',
    port: 22,
    user: 'me',
    identityFiles: ['id_rsa', 'id_ecdsa', 'id_ed25519', 'id_dsa'].map((name) => join(home, '.ssh', name)),
    identitiesGiven: false,
    agent: '/run/usual',
    jumps: [],
    userKnownHosts: [join(home, '.ssh/known_hosts'), join(home, '.ssh/known_hosts2')],
    strictHostKeys: 'ask',
    hashKnownHosts: false,
  });
});

test('the first line wins, in any case and any form of writing', async () => {
  const config =
    '# mine\nhost lab other\n\tHOSTNAME = %h.example.org\r\n  Port=2222 # here\n  User "my name"\nHost *\n Port 1\n';
  expect(await check(config)).toMatchObject({ hostName: 'lab.example.org', port: 2222, user: 'my name' });
  expect(await check(config, 'else')).toMatchObject({ hostName: 'else', port: 1, user: 'me' });
});

test('what the target says itself stands over the file', async () => {
  const config = 'Host lab\nPort 2222\nUser filed\n';
  expect(await check(config, { host: 'lab', user: 'given', port: 7 })).toMatchObject({
    user: 'given',
    port: 7,
  });
});

test('negated patterns', async () => {
  const config = 'Host *.org !secret.org\nUser a\nHost secret.*\nUser b\n';
  expect((await check(config, 'x.org')).user).toBe('a');
  expect((await check(config, 'secret.org')).user).toBe('b');
});

test('several keys add up, with their tokens', async () => {
  const config =
    'Host lab\nHostName real\nUser you\nPort 7\nIdentityFile ~/a\nIdentityFile %d/%h-%p-%r-%u-%n-%%\nHost *\nIdentityFile ~/a\nIdentityFile ${KEYS}/b\nIdentitiesOnly yes\n';
  expect(await check(config)).toMatchObject({
    identityFiles: [`${home}/a`, `${home}/real-7-you-me-lab-%`, '/keys/b'],
    identitiesGiven: true,
    identitiesOnly: true,
  });
});

test.each([
  ['none', undefined],
  ['SSH_AUTH_SOCK', '/run/usual'],
  ['$AGENT', '/run/agent'],
  ['${AGENT}.2', '/run/agent.2'],
  ['/run/%r', '/run/me'],
])('IdentityAgent %s', async (value, expected) => {
  expect((await check(`IdentityAgent ${value}\n`)).agent).toBe(expected);
});

test('known hosts files, alias, jumps and times', async () => {
  const config = `
UserKnownHostsFile ~/one "/two words"
GlobalKnownHostsFile none
HashKnownHosts yes
HostKeyAlias other
ProxyJump a@b:7,c
ConnectTimeout 3
ServerAliveInterval 9
ServerAliveCountMax 2
StrictHostKeyChecking off
`;
  expect(await check(config)).toMatchObject({
    userKnownHosts: [`${home}/one`, '/two words'],
    globalKnownHosts: [],
    hashKnownHosts: true,
    hostKeyAlias: 'other',
    jumps: ['a@b:7', 'c'],
    connectTimeout: 3000,
    aliveInterval: 9000,
    aliveCount: 2,
    strictHostKeys: 'no',
  });
  expect((await check('Host lab\nProxyJump none\nHost *\nProxyJump x\n')).jumps).toEqual([]);
});

test('Include stands where it is written, with its own sections', async () => {
  const files = {
    'conf.d/a.conf': 'Port 1\nHost other\nUser other\n',
    'conf.d/b.conf': 'User b\n',
    'conf.d/.hidden.conf': 'HostName hidden\n',
    'conf.d/c.txt': 'HostName text\n',
  };
  const config = 'Host lab\nInclude conf.d/*.conf none ~/.ssh/gone\nUser config\n';
  expect(await check(config, 'lab', files)).toMatchObject({ user: 'b', port: 1, hostName: 'lab' });
  expect(await check(config, 'other', files)).toMatchObject({ user: 'me', port: 22 });
});

test('files that include each other end as invalid', async () => {
  await expect(check('Include config\n')).rejects.toMatchObject({ code: 'configInvalid' });
});

test('Match', async () => {
  const config = `
Match originalhost lab user me
  HostName real
Match host real localuser m?
  Port 5
Match !host real
  Port 6
Match all
  User all
Match final host real
  HashKnownHosts yes
`;
  expect(await check(config)).toMatchObject({ hostName: 'real', port: 5, user: 'all', hashKnownHosts: true });
  expect(await check(config, 'x')).toMatchObject({
    hostName: 'x',
    port: 6,
    user: 'all',
    hashKnownHosts: false,
  });
});

test('Match exec is not executed, negated or not, and the log says so', async () => {
  const proof = join(home, 'executed');
  const config = `Match exec "touch ${proof}"\nUser a\nMatch !exec "touch ${proof}"\nUser b\nMatch all\nUser c\n`;
  expect((await check(config)).user).toBe('c');
  expect(warnings).toEqual(
    [1, 3].map((line) => expect.stringContaining(`config:${String(line)}: "Match exec"`) as string),
  );
  expect(() => writeFileSync(proof, '', { flag: 'wx' })).not.toThrow();
});

test.each([
  ['HostName "x\n', ':1 '],
  ['\n\nHost\n', ':3 '],
  ['Host lab\nPort many\n', ':2 '],
  ['Port 70000\n', ':1 '],
  ['StrictHostKeyChecking maybe\n', ':1 '],
  ['IdentitiesOnly 2\n', ':1 '],
  ['ProxyCommand ssh -W %h:%p x\n', ':1 '],
])('%j is invalid, with its line', async (config, where) => {
  await expect(check(config)).rejects.toMatchObject({
    code: 'configInvalid',
    message: expect.stringContaining(`config${where}`) as string,
    actions: [{ kind: 'openFile', path: join(home, '.ssh/config') }],
  });
});

test('what is wrong for another host is not in the way', async () => {
  expect((await check('Host other\nPort many\nProxyCommand x\nHost lab\nPort 3\n')).port).toBe(3);
});
