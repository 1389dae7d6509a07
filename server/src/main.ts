/**
 * `ebpf-language-server --stdio`, and the process that the extension starts. Everything that it does not know by itself
 * comes from its client: settings, language, and what the selected target is.
 */
import * as path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server';

// A server sits beside many others: what it keeps ready for bursts costs more than it gains.
for (const flag of ['--max-semi-space-size=4', '--semi-space-growth-factor=1']) setFlagsFromString(flag);

if (process.argv.includes('--version')) {
  console.log(process.env['EBPF_WORKBENCH_VERSION'] ?? '0.1.0');
  process.exit(0);
}
// Without a transport on the command line there is nobody to talk to.
if (!process.argv.some((word) => /^--(stdio|node-ipc|socket=|pipe=)/.test(word))) {
  console.error('usage: ebpf-language-server --stdio');
  process.exit(2);
}

startServer(createConnection(ProposedFeatures.all), {
  runtime: path.join(__dirname, 'web-tree-sitter.wasm'),
  grammar: path.join(__dirname, 'tree-sitter-c.wasm'),
  texts: path.join(__dirname, '..', 'l10n'),
});
