/** Where npm put the parser, for whoever runs from the sources. */
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type { GrammarFiles } from './parser';

const from = createRequire(path.join(process.cwd(), 'package.json'));

export const grammarFiles: GrammarFiles = {
  runtime: path.join(path.dirname(from.resolve('web-tree-sitter')), 'web-tree-sitter.wasm'),
  grammar: from.resolve('tree-sitter-c/tree-sitter-c.wasm'),
};
