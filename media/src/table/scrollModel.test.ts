import { describe, expect, it } from 'vitest';
import { mostHeight, ScrollModel } from './scrollModel';

function open(end: number, first = 0): ScrollModel {
  const model = new ScrollModel(20);
  model.setViewport(200);
  model.setRows(first, end);
  model.settle();
  return model;
}

describe('ScrollModel', () => {
  it('is as high as its rows, and shows those in sight', () => {
    const model = open(1000);
    expect(model.height).toBe(20_000);
    model.scrolled(4010);
    expect(model.top).toBe(200.5);
    expect(model.range(2)).toEqual({ start: 198, end: 213 });
    expect(model.offset(200)).toBe(4000);
  });

  it('stays at what is read when rows are added and taken away', () => {
    const model = open(1000);
    model.scrolled(4000);
    model.setRows(150, 1200);
    expect(model.top).toBe(200);
    expect(model.settle()).toBe(1000);
    expect(model.offset(200)).toBe(1000);
  });

  it('goes to the oldest row that is left', () => {
    const model = open(1000);
    model.scrolled(4000);
    model.setRows(500, 1500);
    expect(model.top).toBe(500);
    expect(model.settle()).toBe(0);
  });

  it('reveals a row by the shortest way', () => {
    const model = open(1000);
    model.reveal(5);
    expect(model.top).toBe(0);
    model.reveal(50);
    expect(model.top).toBe(41);
    model.reveal(30);
    expect(model.top).toBe(30);
    model.scrollTo(5000);
    expect(model.top).toBe(990);
    expect(model.atEnd).toBe(true);
  });

  it('stands still when all rows fit', () => {
    const model = open(4);
    expect(model).toMatchObject({ top: 0, lastTop: 0, atEnd: true, stuck: false });
    expect(model.range(10)).toEqual({ start: 0, end: 4 });
  });

  describe('with more rows than an element can be high', () => {
    const rows = 10_000_000;

    it('is no higher than browsers can bear, and reaches both ends', () => {
      const model = open(rows);
      expect(model.height).toBe(mostHeight);
      model.scrolled(mostHeight - 200);
      expect(model.top).toBeCloseTo(rows - 10, 3);
      expect(model.atEnd).toBe(true);
      model.scrolled(0);
      expect(model.top).toBe(0);
    });

    it('moves by pixels with the wheel and by shares with the bar', () => {
      const model = open(rows);
      model.scrolled(mostHeight / 2);
      const middle = model.top;
      expect(middle).toBeGreaterThan(rows * 0.499);
      model.scrolled(mostHeight / 2 + 100);
      expect(model.top).toBeCloseTo(middle + 5, 6);
      expect(model.offset(Math.floor(middle) + 5)).toBeLessThan(mostHeight);
    });

    it('settles when the bar is at an end before the rows are', () => {
      const model = open(rows);
      model.scrollTo(3);
      model.settle();
      expect(model.native).toBeLessThan(10);
      model.scrolled(0);
      expect(model.stuck || model.top === 0).toBe(true);
    });
  });
});
