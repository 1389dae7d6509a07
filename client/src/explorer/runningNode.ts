/** Whether a command was called on a node of the view "Running"; from the palette it is called on nothing. */
import type { RunningNode } from './runningTree';

export function isRunningNode(value: unknown): value is RunningNode {
  return typeof value === 'object' && value !== null && 'kind' in value && 'run' in value;
}
