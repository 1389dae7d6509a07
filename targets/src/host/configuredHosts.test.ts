import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configuredHosts } from './configuredHosts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ssh config '));
});

afterEach(() => rm(folder, { recursive: true }));

async function check(files: Record<string, string>, expected: string[]): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(folder, name), text.replaceAll('HERE', folder));
  }
  const place = { home: folder, user: 'me', env: {} };
  expect(await configuredHosts(path.join(folder, 'config'), place)).toEqual(expected);
}

describe('configuredHosts', () => {
  it('lists names, each once, and no patterns', async () => {
    const config =
      'Host lab lab2\n  User root\nHost *.example.org !bad ?x\nHost lab other\nHost *\n  Port 22\n';
    await check({ config }, ['lab', 'lab2', 'other']);
  });

  it('follows includes that count for every host', async () => {
    const config = 'Include "HERE/more"\nHost lab\n  Include "HERE/inside"\nHost *\n  Include "HERE/last"\n';
    const files = { more: 'Host more\n', inside: 'Host inside\n', last: 'Host last\n' };
    await check({ config, ...files }, ['more', 'lab', 'last']);
  });

  it('leaves out what is no name of a machine', async () => {
    await check({ config: 'Host -oX local a@b@c good\n' }, ['good']);
  });

  it('has nothing to say when there is no file', async () => {
    await check({}, []);
  });
});
