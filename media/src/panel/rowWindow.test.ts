import { describe, expect, it } from 'vitest';
import { RowWindow, type View } from './rowWindow';

function rows(from: number, to: number): { position: number }[] {
  return Array.from({ length: to - from }, (_, index) => ({ position: from + index }));
}

function watched(): { window: RowWindow<{ position: number }>; told: View[] } {
  const told: View[] = [];
  return { window: new RowWindow((view) => told.push({ ...view })), told };
}

describe('RowWindow', () => {
  it('asks once for what is missing, and not for what it has', () => {
    const { window, told } = watched();
    expect(window.take({ generation: 1, rows: rows(0, 100) })).toBe(true);
    window.look(0, 50, false);
    window.look(10, 60, false);
    window.look(80, 130, false);
    window.look(80, 130, false);
    expect(told).toEqual([
      { generation: 1, start: 0, count: 50, follow: false },
      { generation: 1, start: 80, count: 50, follow: false },
    ]);
  });

  it('asks again for rows that may have changed since', () => {
    const { window, told } = watched();
    window.changing = true;
    window.take({ generation: 1, rows: rows(0, 100) });
    window.look(0, 50, false);
    window.look(10, 60, false);
    window.look(10, 60, false);
    expect(told.map(({ start }) => start)).toEqual([0, 10]);
  });

  it('asks again for rows that were not there yet', () => {
    const { window, told } = watched();
    window.take({ generation: 1, rows: [] });
    window.look(0, 50, false);
    window.take({ generation: 1, rows: [] });
    window.look(0, 50, false);
    expect(told).toHaveLength(2);
  });

  it('keeps no row of an older generation', () => {
    const { window } = watched();
    window.take({ generation: 1, rows: rows(0, 10) });
    expect(window.take({ generation: 2, rows: rows(5, 10) })).toBe(true);
    window.add(1, rows(0, 5));
    expect(window.get(3)).toBeUndefined();
    expect(window.get(7)).toEqual({ position: 7 });
  });
});
