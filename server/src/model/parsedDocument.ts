/**
 * A file as it stands: its text, its items, its model. An item whose text did not change keeps its tree, so a keystroke
 * parses the function it stands in and nothing else, and gives exactly what a fresh look at the file would.
 */
import { tokenize, type Tokens } from '#bpf/source/lexer';
import { lineStarts } from '#bpf/source/position';
import type { Item } from '../syntax/ast';
import type { CParser } from '../syntax/parser';
import { readItem } from '../syntax/readItem';
import { splitItems } from '../syntax/splitItems';
import { buildModel } from './buildModel';
import { readMacros } from './macros';
import type { Model } from './model';

export class ParsedDocument {
  readonly tokens: Tokens;
  readonly model: Model;
  readonly #items = new Map<string, Item>();
  #lineStarts: ReturnType<typeof lineStarts> | undefined;

  /** @param former the same file before; its trees are taken over where they still fit */
  constructor(
    parser: CParser,
    readonly text: string,
    former?: ParsedDocument,
  ) {
    this.tokens = tokenize(text);
    const placed = splitItems(this.tokens).map(({ start, end }) => {
      const slice = text.slice(start, end);
      const item = this.#items.get(slice) ?? former?.item(slice) ?? readItem(parser, slice);
      this.#items.set(slice, item);
      return { start, end, item };
    });
    this.model = buildModel(text, placed, readMacros(text));
  }

  /** The item of this very text, when the file has it. */
  item(text: string): Item | undefined {
    return this.#items.get(text);
  }

  /** Offset of each line's start. */
  get lineStarts(): ReturnType<typeof lineStarts> {
    return (this.#lineStarts ??= lineStarts(this.text));
  }
}
