import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTraceLine, type TraceEvent } from './parseLine';

/** Every line below is as a kernel wrote it, or made by its format strings: `%16s-%-7d ` and so on. */
function event(line: string): TraceEvent {
  const entry = parseTraceLine(line);
  if (entry.kind !== 'event') throw new Error(`not an event: ${line}`);
  return entry;
}

describe('parseTraceLine', () => {
  it('reads the columns of a newer kernel', () => {
    expect(
      parseTraceLine('            bash-2729    [001] d..2.   829.695787: bpf_trace_printk: hello: world\n'),
    ).toEqual({
      kind: 'event',
      task: 'bash',
      pid: 2729,
      tgid: undefined,
      cpu: 1,
      flags: 'd..2.',
      time: '829.695787',
      microseconds: 829_695_787,
      function: 'bpf_trace_printk',
      message: 'hello: world',
    });
  });

  it('reads four flags and the narrow pid column of 5.x', () => {
    const entry = event('          <idle>-0     [000] d.s.  1829.000001: bpf_trace_printk: x');
    expect(entry).toMatchObject({
      task: '<idle>',
      pid: 0,
      flags: 'd.s.',
      microseconds: 1_829_000_001,
      message: 'x',
    });
  });

  it('reads the address that stood for the function before 5.9', () => {
    const entry = event('            curl-91    [003] ....    12.000345: 0x00000001: Hello, World!');
    expect(entry).toMatchObject({ function: '0x00000001', message: 'Hello, World!', cpu: 3 });
  });

  it.each([
    ['       kdamond.0-76      (     76) [000] d..2.   829.720713: sched_switch: a=b', 76, 76],
    ['            head-2738    (-------) [000] d..2.   829.718146: sched_switch: a=b', 2738, undefined],
    ['            head-2738    (-----) [000] d...   829.718146: sched_switch: a=b', 2738, undefined],
  ])('reads the tgid column: %s', (line, pid, tgid) => {
    expect(event(line)).toMatchObject({ pid, tgid, cpu: 0, function: 'sched_switch', message: 'a=b' });
  });

  it.each([
    ['memfd:sealed-91', ' memfd:sealed-91-32125   [000] d..2.   829.700638: f: m'],
    ['-1 [000] 1.1: ', '  -1 [000] 1.1: -77      [002] .....     1.000002: f: m'],
    ['a b] (c) [d', '     a b] (c) [d-77      [002] .....     1.000002: f: m'],
    ['中文 程序', '    中文 程序-77      [002] .....     1.000002: f: m'],
    ['<...>', '           <...>-77      [002] .....     1.000002: f: m'],
    ['🐝', '            🐝-77      [002] .....     1.000002: f: m'],
  ])('is not misled by the task name %s', (task, line) => {
    expect(event(line)).toMatchObject({ task, function: 'f', message: 'm' });
  });

  it('finds the columns although the padding was trimmed', () => {
    expect(event('my-task-77      [002] .....     1.000002: f: m')).toMatchObject({
      task: 'my-task',
      pid: 77,
    });
  });

  it('knows clocks that only count, and lines without flags', () => {
    const counted = event('            bash-2729    [001] d..2. 12345: f: m');
    expect(counted).toMatchObject({ time: '12345', microseconds: undefined, flags: 'd..2.' });
    expect(event('            bash-2729    [001]   829.695787: f: m')).toMatchObject({
      flags: '',
      time: '829.695787',
    });
  });

  it('keeps a message that is empty, has no function, or only looks like one', () => {
    expect(event('            bash-1       [001] .....   829.695787: bpf_trace_printk: \n').message).toBe('');
    expect(event('            bash-1       [001] .....   829.695787: vfs_read <-ksys_read: x')).toMatchObject(
      {
        function: '',
        message: 'vfs_read <-ksys_read: x',
      },
    );
    expect(event('            bash-1       [001] .....   829.695787: f:   indented\r').message).toBe(
      '  indented\r',
    );
  });

  it('reads what was lost', () => {
    expect(parseTraceLine('CPU:3 [LOST 12 EVENTS]\n')).toEqual({ kind: 'lost', cpu: 3, count: 12 });
    expect(parseTraceLine('CPU:13 [LOST EVENTS]')).toEqual({ kind: 'lost', cpu: 13, count: undefined });
  });

  it.each([
    '',
    '\n',
    'second line of a message',
    'CPU:x [LOST EVENTS]',
    '# tracer: nop',
    '-1',
    '                -5 [0',
  ])('leaves %j as other', (line) =>
    expect(parseTraceLine(line)).toEqual({ kind: 'other', text: line.replace('\n', '') }),
  );

  it('returns what the kernel was given, for any name and message', () => {
    const name = fc.string({ unit: 'binary', maxLength: 15 }).map((text) => text.replace(/^ +|[\0\n]/g, ''));
    fc.assert(
      fc.property(
        name.filter((text) => utf8Length(text) <= 15),
        fc.nat(4_194_304),
        fc.nat(999),
        fc.nat(4_000_000_000),
        fc.string({ unit: 'binary' }).map((text) => text.replace(/\n/g, '')),
        (task, pid, cpu, microseconds, message) => {
          const time = `${Math.floor(microseconds / 1e6).toString()}.${(microseconds % 1e6).toString().padStart(6, '0')}`;
          const padding = ' '.repeat(16 - utf8Length(task));
          const place = `${pid.toString().padEnd(7)} [${cpu.toString().padStart(3, '0')}] d..2. ${time.padStart(12)}`;
          const line = `${padding}${task}-${place}: bpf_trace_printk: ${message}\n`;
          expect(parseTraceLine(line)).toMatchObject({
            kind: 'event',
            task,
            pid,
            cpu,
            time,
            microseconds,
            message,
          });
        },
      ),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (line) => void parseTraceLine(line)));
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'- [](0)1.:dCPULOST'.split('')) }),
        (line) => void parseTraceLine(line),
      ),
    );
  });
});

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
