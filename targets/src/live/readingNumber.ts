/** Numbers for readings of maps and buffers: the agent tells its chunks apart by them. */
let last = 0;

/** One that no reading of this process has had, so that a late chunk of an ended one is nobody's. */
export function nextReading(): number {
  last += 1;
  return last;
}
