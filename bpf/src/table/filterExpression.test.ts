import { describe, expect, it } from 'vitest';
import { parseFilter } from './filterExpression';

const columns = [
  { id: 'pid', kind: 'number' },
  { id: 'cpu', kind: 'number' },
  { id: 'task', kind: 'text' },
] as const;

const rows = [
  { text: 'bash-12 [000] hello: World', pid: 12, cpu: 0, task: 'bash' },
  { text: 'sshd-13 [001] error: no (such) file', pid: 13, cpu: 1, task: 'sshd' },
  { text: 'my app-140 [003] hello /path/ 你好', pid: 140, cpu: 3, task: 'my app' },
];

/** The pids of the rows that pass, or the problems. */
function check(input: string): number[] | unknown[] {
  const { filter, problems } = parseFilter(input, columns);
  if (problems.length > 0) return problems;
  return rows
    .filter((row) => filter?.text?.(row.text) ?? true)
    .filter((row) => filter?.columns.every(({ column, test }) => test(row[column as 'pid'])) ?? true)
    .map((row) => row.pid);
}

describe('parseFilter', () => {
  it.each([
    ['', [12, 13, 140]],
    ['  ', [12, 13, 140]],
    ['HELLO', [12, 140]],
    ['hello: world', [12]],
    ['no (such)', [13]],
    ['error: no', [13]],
    ['你好', [140]],
    ['!hello', [13]],
    ['"pid:12"', []],
    ['/path/', [140]],
    ['/path', [140]],
    ['/proc/sys', []],
    ['/etc/ld pid:12', []],
    ['/h.l+o: w/', [12]],
    ['/World/u', [12]],
    ['/world/u', []],
    ['!/hello|error: X/', [13]],
    ['/no \\(such\\) f/ cpu:1', [13]],
    ['pid:12', [12]],
    ['PID:12', [12]],
    ['pid:12,140', [12, 140]],
    ['pid:>=13', [13, 140]],
    ['cpu:1-3', [13, 140]],
    ['!cpu:1-3', [12]],
    ['pid:0xc', [12]],
    ['task:SSH', [13]],
    ['task:"my app"', [140]],
    ['!task:bash hello', [140]],
    ['hello pid:12', [12]],
    ['cpu:0 hello: world pid:12', [12]],
    ['cpu:3 pid:12', []],
  ])('%s', (input, pids) => {
    expect(check(input)).toEqual(pids);
  });

  it('says what is wrong with a regular expression', () => {
    expect(check('/(/')).toEqual([{ kind: 'badRegex', message: 'Unterminated group' }]);
    expect(check('/a/uv')).toMatchObject([{ kind: 'badRegex' }]);
  });

  it('says which number is none', () => {
    expect(check('pid:1,two')).toEqual([{ kind: 'notANumber', column: 'pid', value: 'two' }]);
  });

  it('tells when an expression of the user runs', () => {
    expect(parseFilter('/a/', columns).filter?.regex).toBe(true);
    expect(parseFilter('a', columns).filter?.regex).toBe(false);
  });

  const members = [
    { id: 'addr.port', kind: 'number' },
    { id: 'slots[3]', kind: 'number' },
    { id: 'grid[1][0].n', kind: 'number' },
    { id: '_pad', kind: 'number' },
    { id: 'packets/s', kind: 'number' },
    { id: 'state', kind: 'named' },
    { id: 'State', kind: 'number' },
  ] as const;

  it.each([
    ['addr.port:53', 'addr.port', 53, 54],
    ['slots[3]:-5--1', 'slots[3]', -2n, 0n],
    ['!slots[3]:-5--1', 'slots[3]', 0n, -2n],
    ['grid[1][0].n:>0xff', 'grid[1][0].n', 256, 255],
    ['_pad:0', '_pad', 0, 1],
    ['packets/s:>1.5', 'packets/s', 1.6, 1.5],
    ['addr.port:18446744073709551615', 'addr.port', 18446744073709551615n, 18446744073709551614n],
    ['state:established', 'state', 'TCP_ESTABLISHED', 'TCP_CLOSE'],
    ['state:1,7', 'state', 7, 2],
    ['State:7', 'State', 7, 8],
  ] as const)('knows a member of a struct: %s', (input, column, inside, outside) => {
    const { filter, problems } = parseFilter(input, members);
    expect(problems).toEqual([]);
    expect(filter?.text).toBeUndefined();
    expect(filter?.columns.map((condition) => condition.column)).toEqual([column]);
    expect(filter?.columns[0]?.test(inside)).toBe(true);
    expect(filter?.columns[0]?.test(outside)).toBe(false);
    expect(filter?.columns[0]?.reads).toBe(typeof inside === 'string' ? 'text' : 'number');
  });
});
