/**
 * Starts the machines once for all tests of the layer, unless whoever started the tests has them running. A machine
 * that cannot start fails the run: tests that skip themselves would look like tests that pass.
 */
import type { TestProject } from 'vitest/node';
import { machinesVariable, startMachines } from '../../scripts/machines/machines.mjs';
import type { Machines } from '../../scripts/machines/machines.mjs';
import { machinesFromEnvironment } from './benchMachines';

declare module 'vitest' {
  interface ProvidedContext {
    machines: Machines;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env[machinesVariable] !== undefined) {
    project.provide('machines', machinesFromEnvironment());
    return undefined;
  }
  const { machines, stop } = await startMachines(`vitest-${process.pid}`);
  project.provide('machines', machines);
  return stop;
}
