import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIncludes } from './includes';

/** Includes as `line "name"` and `line <name>`. */
function check(source: string, ...expected: string[]): void {
  const found = readIncludes(source).map(({ name, form, line }) =>
    form === 'quoted' ? `${line} "${name}"` : `${line} <${name}>`,
  );
  expect(found).toEqual(expected);
}

describe('readIncludes', () => {
  it('reads both forms with their lines', () => {
    check(
      '#include <linux/bpf.h>\n#include "maps.h"\n\n  #  include\t"sub/a b.h" // why\n',
      '1 <linux/bpf.h>',
      '2 "maps.h"',
      '4 "sub/a b.h"',
    );
  });

  it('leaves out comments, text and macros', () => {
    check(
      '// #include "a.h"\n/* #include "b.h"\n#include "c.h"\n*/ #include "d.h"\n#include NAME\n',
      '4 "d.h"',
    );
    check('char *s = "/*";\n#include "a.h"\nchar *t = "*/";\n', '2 "a.h"');
    check('#define x include "a.h"\nint include;\n');
    check('char q = \'"\'; /* "\n*/\n#include "a.h"\n', '3 "a.h"');
    check('int a = 1 < 2; /* >\n#include "no.h"\n*/\n#include "a.h"', '4 "a.h"');
  });

  it('sees through splices, comments inside the line and other line ends', () => {
    check('#inc\\\nlude \\\n "a.h"\n#include "b.h"', '1 "a.h"', '4 "b.h"');
    check('#/**/include/* x */"a.h"\r\n#include <b.h>\r#include "c.h"', '1 "a.h"', '2 <b.h>', '3 "c.h"');
  });

  it('keeps hostile names as they are', () => {
    check(
      '#include "$(id).h"\n#include "头文件//x.h"\n#include "-o.h"\n#include "a\\b\'c.h"\n#include <a//b.h>',
      '1 "$(id).h"',
      '2 "头文件//x.h"',
      '3 "-o.h"',
      '4 "a\\b\'c.h"',
      '5 <a//b.h>',
    );
  });

  it('reports what stands under a condition too', () => {
    check('#if 0\n#include "a.h"\n#endif\n', '2 "a.h"');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('#include', '"', '<', '>', '/*', '*/', '//', '\\', '\n', 'a') }),
        (text) => {
          for (const { name } of readIncludes(text)) expect(name).not.toContain('\n');
        },
      ),
    );
  });
});
