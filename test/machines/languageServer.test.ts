/** The built server over stdio, spoken to by a plain client of the protocol. */
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CompletionList, Diagnostic, Hover, InitializeResult } from 'vscode-languageserver';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { PlainClient, serverModule } from './plainClient';

const uri = 'file:///project/a.bpf.c';

let client: PlainClient;
let connection: MessageConnection;
let published: PlainClient['published'];
beforeEach(() => {
  client = new PlainClient();
  ({ connection, published } = client);
});
afterEach(() => client.end());

const start = (options: object = {}): Promise<InitializeResult> => client.start(options);
const open = (text: string): Promise<Diagnostic[]> => client.open(uri, text);

const program = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
SEC("krpobe/f")
int f(void *ctx)
{
	return 0;
}
`;

it('answers who it is, and what it can', async () => {
  const { capabilities, serverInfo } = await start();
  expect(serverInfo?.name).toBe('ebpf-language-server');
  expect(Object.keys(capabilities)).toEqual(
    expect.arrayContaining(['completionProvider', 'hoverProvider', 'renameProvider', 'inlayHintProvider']),
  );
});

it('checks what is open, and again what is typed', async () => {
  await start();
  const [problem, ...more] = await open(program);
  expect(more).toEqual([]);
  expect(problem).toMatchObject({
    code: 'unknown-section',
    severity: 2,
    range: { start: { line: 3, character: 4 } },
  });
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [
      { range: { start: { line: 3, character: 5 }, end: { line: 3, character: 11 } }, text: 'kprobe' },
    ],
  });
  await expect.poll(() => published.at(-1)).toMatchObject({ version: 2, diagnostics: [] });
});

it('leaves plain C alone', async () => {
  await start();
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: {
      uri: 'file:///project/main.c',
      languageId: 'c',
      version: 1,
      text: 'double half(double a) { return a / 2.0; }',
    },
  });
  const answer = await connection.sendRequest<CompletionList>('textDocument/completion', {
    textDocument: { uri: 'file:///project/main.c' },
    position: { line: 0, character: 27 },
  });
  expect(answer.items).toEqual([]);
  expect(published).toEqual([]);
});

it('speaks Chinese, and takes the severities that it is given', async () => {
  const settings = { checks: { enabled: true, severity: { 'unknown-section': 'error' } }, inlayHints: 'yes' };
  await start({ locale: 'zh-cn', settings });
  const [problem] = await open(program);
  expect(problem).toMatchObject({ severity: 1 });
  expect(problem?.message).toMatch(/libbpf 不认识/);
});

it('judges by the kernel of the target', async () => {
  await start();
  const text = program.replace('krpobe', 'kprobe').replace('return 0', 'return bpf_ktime_get_tai_ns()');
  await open(text);
  const count = published.length;
  await connection.sendNotification('ebpf/target', {
    name: 'lab',
    kernelRelease: '5.15.0-9',
    machine: 'x86_64',
  });
  await expect.poll(() => published.length).toBeGreaterThan(count);
  expect(published.at(-1)?.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
    ['helper-program-type', 2],
  ]);
  const hover = await connection.sendRequest<Hover | null>('textDocument/hover', {
    textDocument: { uri },
    position: { line: 6, character: 12 },
  });
  expect(JSON.stringify(hover)).toMatch(/6\.1/);
});

it('names the programs of a file, for a lens over each', async () => {
  await start();
  await open(program.replace('krpobe/f', '?fentry.s/f'));
  expect(await connection.sendRequest('ebpf/programs', { textDocument: { uri } })).toMatchObject([
    {
      name: 'f',
      section: '?fentry.s/f',
      programType: 'TRACING',
      sleepable: true,
      nameRange: { start: { line: 4 } },
    },
  ]);
});

it('survives nonsense', async () => {
  await start({ settings: [1, 2], locale: 7 });
  await open(`${program}\0\uD800 SEC("`);
  await connection.sendNotification('ebpf/target', 'nobody');
  await connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  const request = connection.sendRequest('textDocument/rename', {
    textDocument: { uri },
    position: { line: 99, character: 0 },
    newName: 'x',
  });
  await expect(request).rejects.toThrow(/no name of this project/);
});

it('says how it is called when it is called in another way', () => {
  expect(() => execFileSync(process.execPath, [serverModule], { stdio: 'pipe' })).toThrow(/--stdio/);
  expect(execFileSync(process.execPath, [serverModule, '--version'], { encoding: 'utf8' })).toMatch(
    /^\d+\.\d+\.\d+\n$/,
  );
});
