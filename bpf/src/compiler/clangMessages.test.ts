import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClangMessages } from './clangMessages';

/** The texts are what clang 14 and 19 wrote. */
describe('parseClangMessages', () => {
  it('reads an error with its excerpt, and the summary not', () => {
    const text = [
      "./main.c:7:9: error: use of undeclared identifier 'ctxx'",
      '        return ctxx;',
      '               ^',
      '1 error generated.',
      '',
    ].join('\n');
    expect(parseClangMessages(text)).toEqual([
      {
        severity: 'error',
        fatal: false,
        message: "use of undeclared identifier 'ctxx'",
        position: { file: './main.c', line: 7, column: 9 },
        includedFrom: [],
        notes: [],
      },
    ]);
  });

  it('attaches the include stack and the notes', () => {
    const text = [
      'In file included from ./main.c:2:',
      'In file included from ./sub/a.h:10:',
      './sub/b.h:3:5: warning: incompatible pointer types [-Wincompatible-pointer-types]',
      '    x = y;',
      './main.c:1:8: note: previous definition is here',
      "./main.c:9:1: error: expected '}'",
      "./main.c:3:2: note: to match this '{'",
    ].join('\n');
    const [first, second, ...rest] = parseClangMessages(text);
    expect(first).toMatchObject({
      severity: 'warning',
      message: 'incompatible pointer types',
      flag: '-Wincompatible-pointer-types',
      position: { file: './sub/b.h', line: 3, column: 5 },
      includedFrom: [
        { file: './main.c', line: 2 },
        { file: './sub/a.h', line: 10 },
      ],
      notes: [{ file: './main.c', line: 1, column: 8, message: 'previous definition is here' }],
    });
    expect(second).toMatchObject({ includedFrom: [], notes: [{ message: "to match this '{'" }] });
    expect(rest).toEqual([]);
  });

  it('reads fatal errors, -Werror, ranges and messages without a place', () => {
    expect(
      parseClangMessages(
        [
          "./a.c:1:10: fatal error: 'nope.h' file not found",
          "./a.c:2:3:{2:3-2:9}{2:1-2:2}: error: unused variable 'x' [-Werror,-Wunused-variable]",
          "clang: error: unsupported option '-nope'",
          "error: unable to open output file 'x.o': 'No space left on device'",
          "clang-19: warning: argument unused during compilation: '-foo' [-Wunused-command-line-argument]",
        ].join('\r\n'),
      ).map(({ severity, fatal, message, flag, position }) => [
        severity,
        fatal,
        message,
        flag,
        position?.line,
      ]),
    ).toEqual([
      ['error', true, "'nope.h' file not found", undefined, 1],
      ['error', false, "unused variable 'x'", '-Wunused-variable', 2],
      ['error', false, "unsupported option '-nope'", undefined, undefined],
      ['error', false, "unable to open output file 'x.o': 'No space left on device'", undefined, undefined],
      [
        'warning',
        false,
        "argument unused during compilation: '-foo'",
        '-Wunused-command-line-argument',
        undefined,
      ],
    ]);
  });

  it.each(['./a:b.h', './a b "c".h', './头.h', './$(id).c', 'C:/x/y.c', './12:34.h', './-o.c'])(
    'is not misled by the name %s',
    (file) => {
      expect(parseClangMessages(`${file}:3:4: error: see x.c:1:2: error: other`)).toMatchObject([
        { position: { file, line: 3, column: 4 }, message: 'see x.c:1:2: error: other' },
      ]);
    },
  );

  it('lets a lone note stand for itself', () => {
    expect(parseClangMessages('./a.c:1:1: note: x')).toMatchObject([{ severity: 'note', message: 'x' }]);
  });

  it('never throws', () => {
    const unit = fc.constantFrom(
      ':',
      '1',
      '99999999999999999999',
      ' error: ',
      ' note: ',
      'a.c',
      '\n',
      'In file included from ',
      ' [-W',
      ']',
      '{',
    );
    fc.assert(fc.property(fc.string({ unit }), (text) => void parseClangMessages(text)));
    fc.assert(fc.property(fc.string(), (text) => void parseClangMessages(text)));
  });
});
