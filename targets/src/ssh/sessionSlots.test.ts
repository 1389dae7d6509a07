import { expect, test } from 'vitest';
import { SessionSlots } from './sessionSlots';

/** Takes `count` slots, and names those that got one. */
function takeMany(slots: SessionSlots, count: number, signal?: AbortSignal) {
  const got = new Map<number, () => void>();
  const failed = new Map<number, string>();
  for (let i = 0; i < count; i++)
    slots.take(signal).then(
      (release) => got.set(i, release),
      (error: unknown) => failed.set(i, String(error)),
    );
  return { got, failed };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('eight at once, the rest in order', async () => {
  const { got } = takeMany(new SessionSlots(), 12);
  await settled();
  expect([...got.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  got.get(3)?.();
  got.get(3)?.();
  await settled();
  expect([...got.keys()].slice(8)).toEqual([8]);
});

test('a refusal makes what is open the limit', async () => {
  const slots = new SessionSlots();
  const { got } = takeMany(slots, 4);
  await settled();
  expect(slots.shrink()).toBe(true);
  got.get(3)?.();
  const later = takeMany(slots, 1);
  await settled();
  expect(later.got.size).toBe(0);
  got.get(0)?.();
  await settled();
  expect(later.got.size).toBe(1);
});

test('nothing is open: waiting would not help', async () => {
  const slots = new SessionSlots();
  await slots.take();
  expect(slots.shrink()).toBe(false);
});

test('who is cancelled leaves the queue, and the end reaches all', async () => {
  const slots = new SessionSlots();
  takeMany(slots, 8);
  const controller = new AbortController();
  const cancelled = takeMany(slots, 1, controller.signal);
  const waiting = takeMany(slots, 1);
  controller.abort();
  await settled();
  expect([...cancelled.failed.values()]).toEqual(['TargetError: Cancelled']);
  slots.end(new Error('over'));
  await settled();
  expect([...waiting.failed.values()]).toEqual(['Error: over']);
  await expect(slots.take()).rejects.toThrow('over');
});
