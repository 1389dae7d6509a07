import { describe, expect, it } from 'vitest';
import { intType, structType, writeBtf, type WrittenType } from './btfWriter';
import { printHeader } from './printHeader';
import { readBtf } from './readBtf';

/** The header's body for these types, which follow: */
const common = [
  intType('int', 4), // 1
  intType('char', 1), // 2
  intType('long long unsigned int', 8, false), // 3
  intType('_Bool', 1, false), // 4
];

function check(types: readonly WrittenType[], expected: string): void {
  const text = printHeader(readBtf(writeBtf([...common, ...types])).value);
  const body = /apply_to = record\)\n#endif\n\n([^]*)#ifndef BPF_NO_PRESERVE/.exec(text)?.[1] ?? text;
  expect(body.replace(/\n\n/g, '\n').trim()).toBe(expected.trim());
}

describe('order', () => {
  it('puts what is contained first, and declares what is pointed to', () => {
    check(
      [
        structType('outer', 16, [
          ['inner', 6, 0],
          ['next', 7, 64],
        ]),
        structType('inner', 4, [['x', 1, 0]]),
        { kind: 'ptr', sizeOrType: 8 },
        { kind: 'typedef', name: 'outer_t', sizeOrType: 5 },
      ],
      `
struct inner {
	int x;
};
struct outer;
typedef struct outer outer_t;
struct outer {
	struct inner inner;
	outer_t *next;
};`,
    );
  });

  it('gives second names to second types', () => {
    check(
      [
        structType('s', 4, [['x', 1, 0]]),
        structType('s', 8, [['y', 3, 0]]),
        { kind: 'enum', sizeOrType: 4, words: ['A', 1] },
        { kind: 'enum', name: 'e', sizeOrType: 4, words: ['A', 2] },
        { kind: 'typedef', name: 's', sizeOrType: 6 },
      ],
      `
struct s {
	int x;
};
struct s___2 {
	long long unsigned int y;
};
enum e {
	A = 2,
};
typedef struct s___2 s;
enum {
	A___2 = 1,
};`,
    );
  });
});

describe('declarators', () => {
  it('reads from the name outwards', () => {
    check(
      [
        { kind: 'ptr', sizeOrType: 6 }, // 5: pointer to function
        { kind: 'func_proto', sizeOrType: 0, words: ['n', 1, '', 0] },
        { kind: 'array', words: [5, 1, 4] }, // 7
        { kind: 'ptr', sizeOrType: 7 },
        { kind: 'func_proto', sizeOrType: 8 }, // 9: returns pointer to array of pointers to function
        { kind: 'ptr', sizeOrType: 9 },
        { kind: 'typedef', name: 'table', sizeOrType: 10 },
        { kind: 'array', words: [1, 1, 2] }, // 12
        { kind: 'array', words: [12, 1, 3] },
        { kind: 'typedef', name: 'matrix', sizeOrType: 13 },
        { kind: 'const', sizeOrType: 2 }, // 15
        { kind: 'ptr', sizeOrType: 15 },
        { kind: 'const', sizeOrType: 16 },
        { kind: 'typedef', name: 'text', sizeOrType: 17 },
        { kind: 'func_proto', sizeOrType: 0 },
        { kind: 'typedef', name: 'plain', sizeOrType: 19 },
      ],
      `
typedef void (*(*(*table)(void))[4])(int, ...);
typedef int matrix[3][2];
typedef const char *const text;
typedef void plain(void);`,
    );
  });
});

describe('layout', () => {
  it('adds padding, and packs only what must be', () => {
    check(
      [
        structType('gap', 24, [
          ['a', 1, 0],
          ['b', 1, 64],
        ]),
        structType('tight', 5, [
          ['a', 2, 0],
          ['b', 1, 8],
        ]),
        structType('bits', 8, [
          ['a', 1, 0, 3],
          ['b', 1, 5, 2],
          ['c', 1, 32, 8],
        ]),
        structType('wide', 1024, [['a', 2, 0]]),
        structType('u', 8, [['a', 1, 0]], 'union'),
        structType('broken', 4, [
          ['a', 1, 0],
          ['b', 1, 16],
        ]),
      ],
      `
struct gap {
	int a;
	long: 32;
	int b;
	long: 32;
	long: 64;
};
struct tight {
	char a;
	int b;
} __attribute__((packed));
struct bits {
	int a: 3;
	long: 2;
	int b: 2;
	long: 25;
	int c: 8;
};
struct wide {
	char a;
	unsigned char ___padding_1[1023];
};
union u {
	int a;
	unsigned char ___padding_2[8];
};
struct broken {
	unsigned char ___padding_3[4];
};`,
    );
  });

  it('writes anonymous members inline, tagged ones too', () => {
    check(
      [
        structType('tagged', 4, [['x', 1, 0]]),
        structType('', 8, [['y', 3, 0]], 'union'),
        structType('s', 16, [
          ['', 5, 0],
          ['', 6, 64],
        ]),
      ],
      `
struct tagged {
	int x;
};
struct s {
	struct {
		int x;
	};
	union {
		long long unsigned int y;
	};
};`,
    );
  });

  it('keeps the sizes of enums', () => {
    check(
      [
        { kind: 'enum', name: 'byte', sizeOrType: 1, words: ['B', 255] },
        { kind: 'enum64', name: 'wide', sizeOrType: 8, words: ['W', 1, 0] },
        {
          kind: 'enum64',
          name: 'large',
          sizeOrType: 8,
          flag: true,
          words: ['MIN', 0, 0x80000000, 'ONE', 1, 0],
        },
      ],
      `
enum byte {
	B = 255,
} __attribute__((mode(byte)));
enum wide {
	W = 1ULL,
} __attribute__((mode(DI)));
enum large {
	MIN = (-9223372036854775807LL - 1),
	ONE = 1LL,
};`,
    );
  });
});

it('declares tagged kernel functions, each once', () => {
  check(
    [
      { kind: 'func_proto', sizeOrType: 1, words: ['a', 3] },
      { kind: 'func', name: 'bpf_do', sizeOrType: 5 },
      { kind: 'decl_tag', name: 'bpf_kfunc', sizeOrType: 6, words: [-1] },
      { kind: 'decl_tag', name: 'bpf_fastcall', sizeOrType: 6, words: [-1] },
    ],
    `
#ifndef BPF_NO_KFUNC_PROTOTYPES
#ifndef __ksym
#define __ksym __attribute__((section(".ksyms")))
#endif
#ifndef __weak
#define __weak __attribute__((weak))
#endif
#ifndef __bpf_fastcall
#if __has_attribute(bpf_fastcall)
#define __bpf_fastcall __attribute__((bpf_fastcall))
#else
#define __bpf_fastcall
#endif
#endif
extern int bpf_do(long long unsigned int) __weak __ksym __bpf_fastcall;
#endif`,
  );
});

it('lets no name break out of its place', () => {
  check(
    [structType('a; int b', 4, [['x{', 1, 0]])],
    `
struct a__int_b {
	int x_;
};`,
  );
});
