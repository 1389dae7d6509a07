import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StderrGate } from './stderrGate';

/** Feeds the pieces in turn, and answers what came through the gate and what it noticed. */
async function check(pieces: readonly Uint8Array[]) {
  const source = new PassThrough();
  let prompts = 0;
  const gate = new StderrGate(source, '[prompt?]', '[start!]', () => prompts++);
  const out: Buffer[] = [];
  gate.stderr.on('data', (chunk: Buffer) => out.push(chunk));
  const ended = new Promise((resolve) => gate.stderr.on('end', resolve));
  for (const piece of pieces) source.write(piece);
  source.end();
  await ended;
  return { pid: await gate.opened, prompts, out: Buffer.concat(out), said: gate.said };
}

test('what sudo says, its prompt and the command’s own words are told apart, however they are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), fc.array(fc.nat(80)), async (bytes, cuts) => {
      const whole = Buffer.concat([Buffer.from('We trust you…\n[prompt?][start!]4711\n'), bytes]);
      const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b), whole.length];
      const pieces = places.slice(1).map((end, i) => whole.subarray(places[i], end));
      const { pid, prompts, out, said } = await check(pieces);
      expect({ pid, prompts }).toEqual({ pid: 4711, prompts: 1 });
      expect(Buffer.compare(out, bytes)).toBe(0);
      expect(Buffer.from(said, 'latin1').toString()).toBe('We trust you…');
    }),
  );
});

test('a wrong password prompts again and never starts', async () => {
  const pieces = ['[prompt?]', '\nSorry, try again.\n[prompt?]', '\nsudo: 1 incorrect password attempt\n'];
  const { pid, prompts, out, said } = await check(pieces.map((piece) => Buffer.from(piece)));
  expect({ pid, prompts, out: out.length }).toEqual({ pid: undefined, prompts: 2, out: 0 });
  expect(said).toContain('incorrect password');
});

test('the words of the gate mean nothing once it is open', async () => {
  const { out, prompts } = await check([Buffer.from('[start!]1\n[prompt?][start!]2\n')]);
  expect(out.toString()).toBe('[prompt?][start!]2\n');
  expect(prompts).toBe(0);
});
