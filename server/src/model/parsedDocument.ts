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
import { runToEnd, type Steps } from '../slices';
import { buildModelInSteps } from './buildModel';
import { noteMentions } from './facts';
import { readMacros } from './macros';
import type { Model, PlacedItem } from './model';

export class ParsedDocument {
  #lineStarts: ReturnType<typeof lineStarts> | undefined;

  private constructor(
    readonly text: string,
    readonly tokens: Tokens,
    readonly model: Model,
    private readonly items: ReadonlyMap<string, Item>,
  ) {}

  /** @param former the same file before; its trees are taken over where they still fit */
  static read(parser: CParser, text: string, former?: ParsedDocument): ParsedDocument {
    return runToEnd(ParsedDocument.readInSteps(parser, text, former));
  }

  static *readInSteps(parser: CParser, text: string, former?: ParsedDocument): Steps<ParsedDocument> {
    const tokens = tokenize(text);
    yield;
    const spans = splitItems(tokens);
    yield;
    const items = new Map<string, Item>();
    const placed: PlacedItem[] = [];
    for (const { start, end } of spans) {
      const slice = text.slice(start, end);
      const known = items.get(slice) ?? former?.item(slice);
      const item = known ?? readItem(parser, slice);
      items.set(slice, item);
      placed.push({ start, end, item });
      // While its body is at hand: who calls whom is asked of all functions at once.
      if (!known && item.kind === 'function') noteMentions(item.function);
      yield;
    }
    const model = yield* buildModelInSteps(text, placed, readMacros(text));
    return new ParsedDocument(text, tokens, model, items);
  }

  /** The item of this very text, when the file has it. */
  item(text: string): Item | undefined {
    return this.items.get(text);
  }

  /** Offset of each line's start. */
  get lineStarts(): ReturnType<typeof lineStarts> {
    return (this.#lineStarts ??= lineStarts(this.text));
  }
}
