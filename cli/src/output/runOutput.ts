import type { RunEvent } from '#protocol/run';

/** Where the events of a run are shown. */
export interface RunOutput {
  show(event: RunEvent): void;
}
