/** What the trace view shows of the store: lines by their text and their run. */
import { FilteredRows } from '../table/filteredRows';
import type { TraceFilter } from './traceFilter';
import { traceFilterTest } from './traceFilter';

export class TraceRows extends FilteredRows<string, number> {
  /** Begins anew with all positions; undefined shows every line. */
  setFilter(filter: TraceFilter | undefined): void {
    const all = !filter || (!filter.expression && filter.run === undefined);
    this.setTest(all ? undefined : traceFilterTest(filter));
  }
}
