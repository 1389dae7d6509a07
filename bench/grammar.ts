/** Where npm put the parser. */
import * as path from 'node:path';

const modules = path.join(__dirname, '../node_modules');

export const grammarFiles = {
  runtime: path.join(modules, 'web-tree-sitter/web-tree-sitter.wasm'),
  grammar: path.join(modules, 'tree-sitter-c/tree-sitter-c.wasm'),
};
