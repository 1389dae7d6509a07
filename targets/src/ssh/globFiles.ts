/** The files that a shell pattern names: `*`, `?` and `[…]` in any part of an absolute path. Sorted. */
import { access, readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';

export async function expandGlob(pattern: string): Promise<string[]> {
  const { root } = parse(pattern);
  let found = [root];
  for (const part of pattern.slice(root.length).split(/[\\/]/)) {
    if (part === '') continue;
    found = (await Promise.all(found.map((directory) => step(directory, part)))).flat();
  }
  return found.sort();
}

async function step(directory: string, part: string): Promise<string[]> {
  if (!/[*?[]/.test(part)) {
    const path = join(directory, part);
    return (await exists(path)) ? [path] : [];
  }
  const names = await readdir(directory).catch(() => []);
  const form = toRegExp(part);
  // A leading dot must be written out, as in a shell: `*` does not take editors' swap files.
  return names
    .filter((name) => form.test(name) && (part.startsWith('.') || !name.startsWith('.')))
    .map((name) => join(directory, name));
}

function toRegExp(part: string): RegExp {
  const source = part.replace(/\*+|\?|\[!?[^\]]+\]|[^*?[]+|\[/g, (token) => {
    if (token.startsWith('*')) return '.*';
    if (token === '?') return '.';
    if (token.length > 2 && token.startsWith('[')) return token.replace(/^\[!/, '[^').replace(/\\/g, '\\\\');
    return token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
