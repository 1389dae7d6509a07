import { expect, it } from 'vitest';
import { btfWith, arrayOf, firstOwn, scalarId } from './commonTypes';
import { dataSectionOf } from './dataSection';
import { typeName } from './typeName';

const own = (index: number): number => firstOwn + index;

it('names types as C does', () => {
  const btf = btfWith([
    { kind: 'const', sizeOrType: scalarId('char') },
    arrayOf(own(0), 16), // 1
    { kind: 'struct', name: 'event', sizeOrType: 4 },
    { kind: 'ptr', sizeOrType: own(2) }, // 3
    { kind: 'func_proto', sizeOrType: 0, words: ['a', scalarId('u32'), 'b', own(3), '', 0] },
    { kind: 'ptr', sizeOrType: own(4) }, // 5
    arrayOf(own(5), 4),
    { kind: 'union', sizeOrType: 4 }, // 7
    { kind: 'typedef', name: '__be32', sizeOrType: scalarId('u32') },
    { kind: 'volatile', sizeOrType: own(8) }, // 9
    { kind: 'fwd', name: 'later', flag: true },
    { kind: 'func_proto', sizeOrType: own(12), words: ['', own(12), '', own(12)] }, // 11
    { kind: 'ptr', sizeOrType: own(11) },
    { kind: 'var', name: 'v', sizeOrType: own(1), words: [1] }, // 13
  ]);
  expect(Array.from({ length: 11 }, (_, at) => typeName(btf, own(at)))).toEqual([
    'const char',
    'const char[16]',
    'struct event',
    'struct event *',
    'void (unsigned int, struct event *, ...)',
    'void (*)(unsigned int, struct event *, ...)',
    'void (*[4])(unsigned int, struct event *, ...)',
    'union {…}',
    '__be32',
    'volatile __be32',
    'union later',
  ]);
  expect(typeName(btf, own(13))).toBe('const char[16]');
  expect(typeName(btf, 0)).toBe('void');
  // A function of itself, twice at each level.
  expect(typeName(btf, own(12)).length).toBeLessThan(5000);
});

it('finds the section of a map by its name, cut as the kernel has it', () => {
  const btf = btfWith([
    { kind: 'datasec', name: '.rodata', sizeOrType: 4 },
    { kind: 'datasec', name: '.bss', sizeOrType: 4 },
    { kind: 'datasec', name: '.data.counters_of_all', sizeOrType: 4 },
  ]);
  const found = [
    'minimal_.rodata',
    '.rodata',
    'tcptop.bss',
    '.data.counters_',
    '.data',
    '.data.count',
    'plain',
  ];
  expect(found.map((name) => dataSectionOf(btf, name))).toEqual([
    own(0),
    own(0),
    own(1),
    own(2),
    undefined,
    undefined,
    undefined,
  ]);
});
