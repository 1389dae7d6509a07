/**
 * Long work that gives way: it is written as a generator that yields after each small part of it. Whoever can wait lets
 * it run to its end; the server runs it in slices, answers between them, and hears that it is not wanted any more.
 */

export type Steps<T> = Generator<undefined, T>;

/** Ten of these are what a person at a keyboard begins to feel. */
const sliceMs = 10;

export function runToEnd<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** @param isWanted asked between slices; once it says no, the answer is undefined */
export async function runInSlices<T>(steps: Steps<T>, isWanted: () => boolean): Promise<T | undefined> {
  // The first part comes after whatever brought it about.
  let since = -Infinity;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < sliceMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    if (!isWanted()) return undefined;
    since = performance.now();
  }
}
