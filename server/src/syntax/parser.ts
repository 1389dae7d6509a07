/** The C parser: tree-sitter's, in WebAssembly. The two files lie beside the server's bundle, or where npm put them. */
import { Language, Parser } from 'web-tree-sitter';
import { Names, type RawNode } from './rawTree';
import { RecentBodies } from './recentBodies';

export interface GrammarFiles {
  /** web-tree-sitter.wasm */
  runtime: string;
  /** tree-sitter-c.wasm */
  grammar: string;
}

export class CParser {
  readonly bodies = new RecentBodies();

  private constructor(
    private readonly parser: Parser,
    private readonly names: Names,
  ) {}

  static async load({ runtime, grammar }: GrammarFiles): Promise<CParser> {
    await Parser.init({ locateFile: () => runtime });
    const parser = new Parser();
    const language = await Language.load(grammar);
    parser.setLanguage(language);
    return new CParser(parser, new Names(language));
  }

  parse(text: string): RawNode {
    const tree = this.parser.parse(text);
    // Null only when the parser was stopped, which nobody does.
    if (!tree) throw new Error('the C parser was stopped');
    try {
      return this.names.copy(tree);
    } finally {
      tree.delete();
    }
  }
}
