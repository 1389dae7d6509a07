/** The C parser: tree-sitter's, in WebAssembly. The two files lie beside the server's bundle, or where npm put them. */
import { Language, Parser, type Tree } from 'web-tree-sitter';

export interface GrammarFiles {
  /** web-tree-sitter.wasm */
  runtime: string;
  /** tree-sitter-c.wasm */
  grammar: string;
}

export class CParser {
  private constructor(private readonly parser: Parser) {}

  static async load({ runtime, grammar }: GrammarFiles): Promise<CParser> {
    await Parser.init({ locateFile: () => runtime });
    const parser = new Parser();
    parser.setLanguage(await Language.load(grammar));
    return new CParser(parser);
  }

  /** The tree is the caller's to delete. Null only when the parser was stopped, which nobody does. */
  parse(text: string): Tree {
    const tree = this.parser.parse(text);
    if (!tree) throw new Error('the C parser was stopped');
    return tree;
  }
}
