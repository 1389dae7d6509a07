import { describe, expect, it } from 'vitest';
import { TargetError } from '#targets/targetError';
import { actionsOf } from './actionsOf';

function kinds(error: unknown, canRetry = true): string[] {
  return actionsOf(error, { canRetry }).map(({ kind }) => kind);
}

describe('actionsOf', () => {
  it("puts the error's own actions first and the log last", () => {
    const error = new TargetError('noCompiler', 'x', { actions: [{ kind: 'copyCommand', command: 'apt' }] });
    expect(kinds(error)).toEqual(['copyCommand', 'checkTarget', 'showLog']);
  });

  it('offers nothing twice', () => {
    const actions = [{ kind: 'checkTarget' }, { kind: 'showLog' }] as const;
    expect(kinds(new TargetError('noBtf', 'x', { actions }))).toEqual(['checkTarget', 'showLog']);
  });

  it('offers to try again only where that is possible', () => {
    expect(kinds(new TargetError('unreachable', 'x'))).toEqual(['retry', 'selectTarget', 'showLog']);
    expect(kinds(new TargetError('unreachable', 'x'), false)).toEqual(['selectTarget', 'showLog']);
  });

  it('has the log for an error that nobody expected', () => {
    expect(kinds(new Error('x'))).toEqual(['showLog']);
  });
});
