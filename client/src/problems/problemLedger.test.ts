import { describe, expect, it } from 'vitest';
import { ProblemLedger } from './problemLedger';

function at(file: string, ...problems: string[]): Map<string, string[]> {
  return new Map([[file, problems]]);
}

describe('ProblemLedger', () => {
  it('forgets a source’s former problems with its next build', () => {
    const ledger = new ProblemLedger<string>();
    expect(ledger.replace('a.c', at('a.c', 'one'))).toEqual(['a.c']);
    expect(ledger.replace('a.c', at('b.h', 'two'))).toEqual(['a.c', 'b.h']);
    expect(ledger.of('a.c')).toEqual([]);
    expect(ledger.of('b.h')).toEqual(['two']);
  });

  it('keeps what another source found in the same header', () => {
    const ledger = new ProblemLedger<string>();
    ledger.replace('a.c', at('h.h', 'from a'));
    ledger.replace('b.c', at('h.h', 'from b'));
    ledger.replace('a.c', new Map());
    expect(ledger.of('h.h')).toEqual(['from b']);
  });

  it('adds to what is there', () => {
    const ledger = new ProblemLedger<string>();
    ledger.add('a.c', 'a.c', 'one');
    ledger.add('a.c', 'a.c', 'two');
    expect(ledger.of('a.c')).toEqual(['one', 'two']);
  });
});
