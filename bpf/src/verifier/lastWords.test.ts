import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastWords } from './lastWords';

/** Logs as kernels wrote them, named after what is wrong and the kernel. */
function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.log`, import.meta.url), 'utf8');
}

describe('logs of real kernels', () => {
  it.each([
    ['nullCheck.6.18', "R0 invalid mem access 'map_value_or_null'", 9, '*value += 1;'],
    [
      'packet.6.18',
      'invalid access to packet, off=12 size=1, R1(id=0,off=12,r=0); R1 offset is outside of the packet',
      8,
    ],
    [
      'leak.6.18',
      'Unreleased reference id=2 alloc_insn=4; BPF_EXIT instruction in main prog would lead to reference leak',
      10,
    ],
    ['helper.6.18', 'program of this type cannot use helper bpf_override_return#58', 8],
    ['stack.6.18', 'invalid variable-offset write to stack R2 var_off=(0x0; 0x1f) off=-16 size=1', 8],
    ['tooLarge.6.18', 'BPF program is too large. Processed 1000001 insn', 7, 'while (!stop)'],
  ])('%s', (name, message, line, text?: string) => {
    const words = lastWords(fixture(name));
    expect(words).toMatchObject({ message, line: { line, ...(text === undefined ? {} : { text }) } });
    expect(words.line?.file).toMatch(/\.bpf\.c$/);
  });

  it.each([
    ['nullCheck.6.1', "R0 invalid mem access 'map_value_or_null'", '*value += 1;'],
    [
      'packet.6.1',
      'invalid access to packet, off=12 size=1, R1(id=0,off=12,r=0); R1 offset is outside of the packet',
      'if (eth->h_proto == 8)',
    ],
    ['leak.6.1', 'Unreleased reference id=2 alloc_insn=4', 'return 0;'],
    ['helper.6.1', 'unknown func bpf_override_return#58', 'bpf_override_return((void *)ctx, 1);'],
    [
      'stack.6.1',
      'invalid variable-offset write to stack R2 var_off=(0x0; 0x1f) size=1',
      'buffer[i & 31] = 1;',
    ],
    ['subprogram.6.1', "R1 invalid mem access 'map_value_or_null'", 'return *p;'],
  ])('%s, which has no line numbers', (name, message, text) => {
    expect(lastWords(fixture(name))).toEqual({ message, line: { text } });
  });

  it('has no line where the verifier had not started', () => {
    expect(lastWords(fixture('unreachable.6.18'))).toEqual({ message: 'unreachable insn 3' });
  });

  it('has no words for a program that loads', () => {
    expect(lastWords(fixture('accepted.6.18'))).toEqual({ message: '' });
  });
});

describe('other forms', () => {
  const trace = '; a = b; @ x.bpf.c:3\n7: (79) r1 = *(u64 *)(r0 +0)\n';

  it('skips the statistics, the states of an endless loop and the notes of cuts', () => {
    const log = `${trace}infinite loop detected at insn 4\ncur state: R0=1 R10=fp0\nold state: R0=1 R10=fp0\n(truncated)\nprocessed 9 insns (limit 1000000)\n\n`;
    expect(lastWords(log)).toMatchObject({ message: 'infinite loop detected at insn 4', line: { line: 3 } });
  });

  it('reads logs that are indented', () => {
    const log =
      'load program: permission denied:\n\t; a = b; @ x.bpf.c:3\n\t7: (79) r1 = r0\n\tR0 !read_ok\n\tprocessed 1 insns';
    expect(lastWords(log)).toEqual({
      message: 'R0 !read_ok',
      line: { file: 'x.bpf.c', line: 3, text: 'a = b;' },
    });
  });

  it('keeps words that no kernel has said yet', () => {
    expect(lastWords(`${trace}never seen before\n`).message).toBe('never seen before');
    expect(lastWords('only words').message).toBe('only words');
    expect(lastWords('')).toEqual({ message: '' });
  });

  it('takes source text with @ in it for text', () => {
    expect(lastWords('; mail("a @ b"); @ x y.c:12\n0: (95) exit\nno\n').line).toEqual({
      file: 'x y.c',
      line: 12,
      text: 'mail("a @ b");',
    });
  });

  it('prefers the report of Linux 7.3', () => {
    const log = `${trace}R0 invalid mem access
Verification failed: Memory access: pointer may be NULL
Reason: R0 was not compared with NULL
At:
  ; *value += 1; @ count.bpf.c:9
Causal path:
  ; value = lookup(); @ count.bpf.c:7
Suggestion: compare it
  first

processed 9 insns (limit 1000000)
`;
    expect(lastWords(log)).toEqual({
      message: 'pointer may be NULL',
      line: { file: 'count.bpf.c', line: 9, text: '*value += 1;' },
      category: 'Memory access',
      suggestion: 'compare it first',
    });
  });

  it('takes the line from the trace when the report has none', () => {
    const log = `${trace}terse\nVerification failed: Loop: too long\nReason: x\nAt: insn 7\n`;
    expect(lastWords(log)).toMatchObject({ message: 'too long', category: 'Loop', line: { line: 3 } });
  });

  it('is quick with the log of a million instructions', () => {
    const log = trace.repeat(1_000_000) + 'too large\n';
    expect(lastWords(log).message).toBe('too large');
    // Measured the second time: the first makes one string of the repeated ones.
    const before = performance.now();
    lastWords(log);
    expect(performance.now() - before).toBeLessThan(200);
  });

  it('never throws', () => {
    const bits = [
      '; a @ x.c:3',
      '7: (79)',
      '\n',
      'Verification failed: ',
      'A: b',
      'At:',
      '\t',
      'no',
      ';',
      ' @ :0',
      'from 1 to 2',
    ];
    fc.assert(fc.property(fc.array(fc.constantFrom(...bits)), (parts) => void lastWords(parts.join(''))));
  });
});
