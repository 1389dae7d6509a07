/**
 * Where local files go below the build directory of a target, and back. Everything keeps its place relative to
 * everything else, so that an include finds its file as it does here. A name stays as it is whenever an include
 * could spell it; a name with a line break or another control character cannot be spelled, and is replaced, and so is one
 * that reads like a compiler message: no file breaks a message in two or passes for one.
 */
import { createHash } from 'node:crypto';
import * as path from 'node:path';

export class TreeLayout {
  /** Local directory that becomes the top of the tree. */
  readonly root: string;
  readonly #depth: number;
  readonly #locals = new Map<string, string>();

  /** @param directories every local directory that has to be in the tree, absolute */
  constructor(directories: readonly string[]) {
    const split = directories.map(components);
    const [first = [], ...others] = split;
    let depth = first.length;
    for (const other of others) {
      depth = Math.min(depth, other.length);
      while (depth > 0 && !sameStart(first, other, depth)) depth--;
    }
    this.#depth = depth;
    this.root = first.slice(0, depth).join(path.sep);
  }

  /** Path below the tree's top with `/` between its parts; '' for the top itself. */
  nameOf(local: string): string {
    const name = components(local).slice(this.#depth).map(spellable).join('/');
    this.#locals.set(name, local);
    return name;
  }

  /** The local file of a path as the compiler wrote it from the tree's top; undefined for files of the target. */
  localOf(written: string): string | undefined {
    const name = path.posix.normalize(written);
    return this.#locals.get(name.startsWith('./') ? name.slice(2) : name);
  }
}

/** `/a/b` → ['', 'a', 'b'], `C:\a` → ['C:', 'a'] */
function components(absolute: string): string[] {
  const parts = path.resolve(absolute).split(path.sep);
  return parts.at(-1) === '' ? parts.slice(0, -1) : parts;
}

function sameStart(a: readonly string[], b: readonly string[], length: number): boolean {
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return false;
  return true;
}

function spellable(part: string): string {
  if (!/[\u0000-\u001f\u007f]|:\d+:\d+:/.test(part)) return part;
  return `unspellable-${createHash('sha256').update(part).digest('hex').slice(0, 16)}${path.extname(part).replace(/[^.\w]/g, '')}`;
}
