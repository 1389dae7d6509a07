import { describe, expect, it } from 'vitest';
import type { AttachQuestion } from '#targets/run/ports';
import { isStillOffered } from './rememberedAnswer';

function check(answer: string, kind: AttachQuestion['kind'], ...names: string[]): boolean {
  return isStillOffered(answer, { kind, candidates: names.map((name) => ({ name })) });
}

describe('a remembered answer', () => {
  it('is asked for again when its interface is gone', () => {
    expect(check('eth0', 'interface', 'lo', 'eth0')).toBe(true);
    expect(check('eth0', 'interface', 'lo', 'eth01')).toBe(false);
  });

  it('keeps its options', () => {
    expect(check('eth0,direction=egress', 'interface', 'eth0')).toBe(true);
    expect(check('/user.slice,x=1', 'cgroup', '/')).toBe(false);
  });

  it('is taken where the list is never whole', () => {
    expect(check('/opt/own:main.work', 'binary', '/usr/bin/bash')).toBe(true);
  });
});
