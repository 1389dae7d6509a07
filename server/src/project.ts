/** The project that the open files belong to: its folders, its headers, and all its C files when a name is looked for. */
import { readdir, readFile, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { tokenize } from '#bpf/source/lexer';
import { fileOf } from './features/uri';
import type { Project as AskedProject } from './features/acrossFiles';
import { HeaderStore } from './headers/headerStore';
import type { Included } from './model/included';
import { ParsedDocument } from './model/parsedDocument';
import type { CParser } from './syntax/parser';

/** A name is not looked for in more. */
const most = { files: 5000, bytes: 1_000_000, depth: 12 };
const notLookedInto = /^(\..*|node_modules|build|dist|target|out)$/;

export class Project implements AskedProject {
  readonly headers: HeaderStore;
  #folders: readonly string[] = [];
  #includeDirectories: readonly string[] = [];

  constructor(
    private readonly parser: () => CParser,
    /** Text of a file that is open. */
    private readonly openText: (file: string) => string | undefined,
    onHeaders: (source: string) => void,
  ) {
    this.headers = new HeaderStore(parser, onHeaders);
  }

  /** @param folders URIs */
  setFolders(folders: readonly string[]): void {
    this.#folders = folders.flatMap((uri) => fileOf(uri) ?? []);
    this.#settle();
  }

  /** @param directories absolute */
  setIncludeDirectories(directories: readonly string[]): void {
    if (directories.join('\0') === this.#includeDirectories.join('\0')) return;
    this.#includeDirectories = directories;
    this.#settle();
  }

  parse(text: string): ParsedDocument {
    return ParsedDocument.read(this.parser(), text);
  }

  included(file: string, text: string): Promise<Included> {
    return this.headers.read(file, tokenize(text).includes);
  }

  /** All C files of the project's folders, as the editor has them, or else the disk. */
  async *sources(): AsyncGenerator<{ path: string; text: string }> {
    let left = most.files;
    const queue = this.#folders.map((folder) => ({ folder, depth: 0 }));
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { folder, depth } = next;
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        const file = path.join(folder, entry.name);
        if (entry.isDirectory()) {
          if (depth < most.depth && !notLookedInto.test(entry.name))
            queue.push({ folder: file, depth: depth + 1 });
        } else if (entry.isFile() && /\.[ch]$/.test(entry.name) && left-- > 0) {
          const text = this.openText(file) ?? (await readSmall(file));
          if (text !== undefined) yield { path: file, text };
        }
      }
    }
  }

  #settle(): void {
    this.headers.places = { roots: this.#folders, includeDirectories: this.#includeDirectories };
    this.headers.changed();
  }
}

async function readSmall(file: string): Promise<string | undefined> {
  try {
    return (await stat(file)).size > most.bytes ? undefined : await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
