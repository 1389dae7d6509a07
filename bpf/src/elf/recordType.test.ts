import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileBpf, objectFixtures } from '../../../test/pure/compileBpf';
import type { BpfObject } from './bpfObject';
import { readObject } from './readObject';
import { recordSizes, recordTypes } from './recordType';
import { declaredAs, namesIn } from './sourceNames';

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'records-'))));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(['bpf', 'bpfeb'])('records of an object for %s', (target) => {
  let object: BpfObject;
  beforeAll(() => {
    const source = path.join(objectFixtures, 'records.bpf.c');
    object = readObject(readFileSync(compileBpf(source, folder, '-target', target))).value;
  });

  it.each([
    ['reserved', [48], ['source opened 48']],
    ['sent', [24], ['source closed 24']],
    ['typedefed', [32], ['source moved_t 32']],
    // More bytes than the struct has, which is the beginning of them.
    ['longer', [108], ['source head 108']],
    ['silent', [104], ['hint lonely 104']],
    ['sized', [88], ['size twin 88', 'size other_twin 88']],
    // Two records; a statement of several lines tells only its first.
    ['mixed', [24, 48], ['source closed 24', 'hint opened 48']],
    ['paths', [24], ['source closed 24']],
    ['given', [56], ['source as_parameter 56']],
    ['defined', [72], ['mapValue valued 72']],
    ['perf', [24], ['source closed 24']],
    ['multi', [48], ['source opened 48']],
    ['heap', [], []],
    ['nowhere', [], []],
  ])('%s', (map, sizes, expected) => {
    const told = recordTypes(object, map).map(
      ({ type, reason, sizes: ofType }) => `${reason} ${object.btf?.name(type) ?? ''} ${ofType.join()}`,
    );
    expect(told).toEqual(expected);
    expect(recordSizes(object, map)).toEqual(sizes);
  });
});

describe('C lines', () => {
  it.each([
    ['struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);', ['e', 'struct event', 'e']],
    ['e = bpf_ringbuf_reserve(&events, sizeof(struct event), 0);', ['struct event', 'e']],
    ['task_t *t = (void *)bpf_ringbuf_reserve(&rb, sizeof *t, 0);', ['t', ' task_t', 't']],
    [
      'bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &data, sizeof(data));',
      ['data', ' data', 'data'],
    ],
    ['bpf_ringbuf_output(&rb, ev, sizeof(*ev) + len, 0);', ['ev']],
    ['bpf_map_lookup_elem(&rb, &key);', []],
  ])('%s', (text, expected) => {
    const told = namesIn(text).map((name) =>
      'type' in name ? `${name.type.keyword} ${name.type.name}` : name.variable,
    );
    const last = text.includes('sizeof(*ev)') ? ['ev', 'ev'] : expected;
    expect(told).toEqual(last);
  });

  it.each([
    ['	struct event *e = 0;', 'e', 'struct event'],
    ['	const struct event e = {};', 'e', 'struct event'],
    ['	event_t e;', 'e', ' event_t'],
    ['static int send(void *ctx, struct event *e)', 'e', 'struct event'],
    ['	return e;', 'e', undefined],
    ['	e = other;', 'e', undefined],
    ['	a * e;', 'f', undefined],
    ['	void *e = x;', 'e', undefined],
    ['	n->e = 3;', 'e', undefined],
  ])('%s', (text, variable, expected) => {
    const declared = declaredAs(text, variable);
    expect(declared && `${declared.keyword} ${declared.name}`).toBe(expected);
  });

  it('are not read without end', () => {
    const start = performance.now();
    for (const text of [
      'e '.repeat(2000),
      'bpf_ringbuf_output('.repeat(300),
      `sizeof(${' '.repeat(4000)}`,
      'a'.repeat(4000),
    ]) {
      namesIn(text);
      declaredAs(text, 'e');
    }
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
