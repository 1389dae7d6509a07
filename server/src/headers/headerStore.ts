/**
 * The headers of the open files: found, read and kept, each once for all files that include it. Asking never waits:
 * what is known is given at once, and when more becomes known the asker is told.
 */
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { Tokens } from '#bpf/source/lexer';
import { Included, type Header } from '../model/included';
import { ParsedDocument } from '../model/parsedDocument';
import { runInSlices } from '../slices';
import type { CParser } from '../syntax/parser';
import { findInclude, isEverybodys, type FoundFile, type SearchPlaces } from './includeSearch';

interface Gathered {
  headers: readonly Header[];
  files: ReadonlyMap<string, string>;
  isPartial: boolean;
}

/** A file that includes more than this is not read to the end. */
const most = { headers: 250, characters: 6_000_000 };
/** What is larger is a table, or was made by a machine: `vmlinux.h` has three million characters. */
const longest = 500_000;

type Include = Pick<Tokens['includes'][number], 'name' | 'form'>;

interface KnownHeader {
  stamp: string;
  header: Header;
  includes: readonly Include[];
}

interface KnownSource {
  /** Its include lines and the store's generation, by which it was looked up. */
  key: string;
  included: Included;
}

export class HeaderStore {
  readonly #headers = new Map<string, KnownHeader>();
  readonly #reading = new Map<string, Promise<KnownHeader | undefined>>();
  readonly #sources = new Map<string, KnownSource>();
  /** Texts of headers that are open in the editor, which count before what lies on the disk. */
  readonly #open = new Map<string, { text: string; version: number }>();
  #generation = 0;
  places: SearchPlaces = { roots: [], includeDirectories: [] };

  /** @param onChange told the path of a source whose headers have become known, or are others now */
  constructor(
    private readonly parser: () => CParser,
    private readonly onChange: (source: string) => void,
  ) {}

  /** What is known by now of the headers of this file, which has these `#include`s. */
  included(source: string, includes: readonly Include[]): Included {
    const known = this.#sources.get(source);
    const key = `${this.#generation} ${includes.map(({ form, name }) => `${form} ${name}`).join('\n')}`;
    if (known?.key === key) return known.included;
    const included = known?.included ?? (includes.some(isProjects) ? Included.unread : Included.none);
    this.#sources.set(source, { key, included });
    if (includes.length > 0) void this.#load(source, key, includes);
    else if (included.headers.length > 0)
      this.#settle(source, key, { headers: [], files: new Map(), isPartial: false });
    return this.#sources.get(source)?.included ?? Included.none;
  }

  /** The same, for a source that nobody has open, and waited for. */
  async read(source: string, includes: readonly Include[]): Promise<Included> {
    const { headers, isPartial, files } = await this.#gather(source, includes);
    return new Included(headers, '', isPartial, files);
  }

  close(source: string): void {
    this.#sources.delete(source);
    if (this.#sources.size === 0) this.#headers.clear();
  }

  /** A header is being edited. */
  edited(file: string, text: string | undefined, version: number): void {
    if (text === undefined) {
      if (!this.#open.delete(file)) return;
    } else {
      this.#open.set(file, { text, version });
    }
    if (this.#headers.has(file)) this.changed();
  }

  /** Something on the disk, or in the settings, is not what it was: everything is looked up again when asked for. */
  changed(): void {
    this.#generation++;
    for (const source of this.#sources.keys()) this.onChange(source);
  }

  async #load(source: string, key: string, includes: readonly Include[]): Promise<void> {
    this.#settle(source, key, await this.#gather(source, includes));
  }

  #settle(source: string, key: string, { headers, files, isPartial }: Gathered): void {
    const known = this.#sources.get(source);
    if (known?.key !== key) return; // closed, or asked anew since
    const stamps = headers.map((one) => `${one.path} ${this.#headers.get(one.path)?.stamp ?? ''}`);
    const identity = [isPartial, ...files, ...stamps].join('\n');
    if (identity === known.included.identity) return;
    this.#sources.set(source, { key, included: new Included(headers, identity, isPartial, files) });
    this.onChange(source);
  }

  /** All headers that a source reaches, in the order in which the compiler meets them. */
  async #gather(source: string, includes: readonly Include[]): Promise<Gathered> {
    const headers: Header[] = [];
    const files = new Map<string, string>();
    const seen = new Set<string>([source]);
    let characters = 0;
    let isPartial = false;
    const queue = includes.map((include) => ({ include, from: path.dirname(source), isDirect: true }));
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { include, from, isDirect } = next;
      const found = await findInclude(include.name, include.form, from, source, this.places);
      if (!found) {
        isPartial ||= isProjects(include);
        continue;
      }
      if (isDirect) files.set(include.name, found.path);
      if (seen.has(found.path)) continue;
      seen.add(found.path);
      const isTooMuch =
        headers.length >= most.headers || characters > most.characters || found.size > longest;
      const known = isTooMuch ? undefined : await this.#header(found);
      if (!known) {
        isPartial ||= !found.isStandard;
        continue;
      }
      characters += known.header.text.length;
      headers.push(known.header);
      for (const inner of known.includes)
        queue.push({ include: inner, from: path.dirname(found.path), isDirect: false });
    }
    return { headers, files, isPartial };
  }

  async #header(file: FoundFile): Promise<KnownHeader | undefined> {
    const open = this.#open.get(file.path);
    const stamp = open ? `open ${open.version}` : file.stamp;
    const known = this.#headers.get(file.path);
    if (known?.stamp === stamp) return known;
    // Fifty files that are opened at once include the same ones.
    const key = `${file.path} ${stamp}`;
    const reading = this.#reading.get(key) ?? this.#read(file, stamp, open?.text);
    this.#reading.set(key, reading);
    const fresh = await reading.finally(() => this.#reading.delete(key));
    if (fresh) this.#headers.set(file.path, fresh);
    return fresh;
  }

  async #read(
    file: FoundFile,
    stamp: string,
    openText: string | undefined,
  ): Promise<KnownHeader | undefined> {
    const text = openText ?? (await readFile(file.path, 'utf8').catch(() => undefined));
    if (text === undefined) return undefined;
    const document = await runInSlices(ParsedDocument.readInSteps(this.parser(), text), () => true);
    if (!document) return undefined;
    const { functions, maps, globals, licence, macros, types, enumerators } = document.model;
    return {
      stamp,
      includes: document.tokens.includes,
      header: {
        path: file.path,
        text,
        isStandard: file.isStandard,
        declares: { functions, maps, globals, licence, macros, types, enumerators },
      },
    };
  }
}

/** Not one that every machine, or every project, has the same. */
function isProjects({ form, name }: Include): boolean {
  return form === 'quoted' && !isEverybodys(name);
}
