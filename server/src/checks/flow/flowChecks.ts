/** The checks that follow the paths through a function. */
import type { Check } from '../check';

export const flowChecks: readonly Check[] = [];
