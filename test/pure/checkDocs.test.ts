/** Every check has its page, its row in the list, and its setting; and none of these is about a check that is no more. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { expect, it } from 'vitest';
import { checks } from '#server/checks/checks';

const root = path.join(__dirname, '../..');
const ids = checks.map(({ id }) => id).sort();
const pages = path.join(root, 'docs/checks');

it('has a page for each check', () => {
  const files = readdirSync(pages).filter((name) => name !== 'README.md');
  expect(files.sort()).toEqual(ids.map((id) => `${id}.md`));
  for (const { id, severity } of checks) {
    const page = readFileSync(path.join(pages, `${id}.md`), 'utf8');
    expect(page).toContain(`# ${id}\n`);
    expect(page).toContain(`Default severity: ${severity}`);
  }
});

it('lists each check', () => {
  const list = [...readFileSync(path.join(pages, 'README.md'), 'utf8').matchAll(/^\| \[([\w-]+)\]/gm)];
  expect(list.map(([, id]) => id).sort()).toEqual(ids);
});

it('has a setting for each check', () => {
  const manifest = readFileSync(path.join(root, 'package.json'), 'utf8');
  const { contributes } = JSON.parse(manifest) as {
    contributes: { configuration: { properties: Record<string, { properties?: object }> } };
  };
  const { properties } = contributes.configuration;
  expect(Object.keys(properties['ebpf.checks.severity']?.properties ?? {}).sort()).toEqual(ids);
});
