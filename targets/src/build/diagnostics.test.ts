import { describe, expect, it } from 'vitest';
import { parseClangMessages } from '#bpf/compiler/clangMessages';
import { buildDiagnostics } from './diagnostics';
import { TreeLayout } from './treeLayout';

/** The compiler's words on one side, `file:line:column message` and its notes on the other. */
function check(output: string, ...expected: string[]): void {
  const layout = new TreeLayout(['/p/src', '/p/inc']);
  for (const file of ['/p/src/a.bpf.c', '/p/inc/x.h']) layout.nameOf(file);
  const diagnostics = buildDiagnostics(parseClangMessages(output), {
    source: '/p/src/a.bpf.c',
    layout,
    refused: new Map([['../key', '/home/key']]),
    installHint: (header) => (header.startsWith('bpf/') ? 'install libbpf' : undefined),
  });
  const show = (at: { file: string; line: number; column: number; message: string }) =>
    `${at.file}:${at.line}:${at.column} ${at.message}`;
  expect(diagnostics.flatMap((at) => [show(at), ...at.notes.map((note) => `  ${show(note)}`)])).toEqual(
    expected,
  );
}

describe('buildDiagnostics', () => {
  it('leads to the local file, from the source and from an include', () => {
    check('./src/a.bpf.c:3:4: error: one', '/p/src/a.bpf.c:3:4 one');
    check(
      'In file included from ./src/a.bpf.c:1:\n./inc/x.h:5:6: error: two\n./src/a.bpf.c:9:1: note: here',
      '/p/inc/x.h:5:6 two',
      '  /p/src/a.bpf.c:9:1 here',
    );
  });

  it('stands at the innermost local include for a header of the target', () => {
    check(
      'In file included from ./src/a.bpf.c:1:\nIn file included from ./inc/x.h:2:\n/usr/include/linux/types.h:5:10: fatal error: no',
      '/p/inc/x.h:2:1 In included file types.h: no',
      '  /usr/include/linux/types.h:5:10 no',
    );
  });

  it('keeps the place that the compiler named when there is no local one', () => {
    check('/usr/include/x.h:5:10: error: no', '/usr/include/x.h:5:10 no');
    check("clang: error: unknown argument: '-x'", "/p/src/a.bpf.c:1:1 unknown argument: '-x'");
  });

  it('says what helps against a missing header', () => {
    check(
      "./src/a.bpf.c:2:10: fatal error: 'bpf/bpf_helpers.h' file not found",
      "/p/src/a.bpf.c:2:10 'bpf/bpf_helpers.h' file not found",
      '  /p/src/a.bpf.c:2:10 install libbpf',
    );
    check(
      "./src/a.bpf.c:2:10: fatal error: '../key' file not found",
      "/p/src/a.bpf.c:2:10 '../key' file not found",
      '  /p/src/a.bpf.c:2:10 /home/key lies outside of the project, so it was not taken along. Add its directory to the setting ebpf.build.includeDirectories.',
    );
    check(
      "./src/a.bpf.c:2:10: fatal error: 'own.h' file not found",
      "/p/src/a.bpf.c:2:10 'own.h' file not found",
    );
  });
});
