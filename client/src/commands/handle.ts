/**
 * Registers a command's handler by its typed name. What contributions.ts says the command needs is fulfilled first,
 * so a handler starts with everything at hand; and no error escapes it unreported.
 */
import * as vscode from 'vscode';
import { commands, type CommandId, type Need } from '../contributions';
import type { Context } from '../context';
import { report } from '../report/report';
import { fulfil, type Fulfilled } from './needs';
import { readArguments } from './readArguments';

/** The command's needs by name, each fulfilled. */
export type Given<C extends CommandId> = { [N in (typeof commands)[C][number]]: Fulfilled[N] };

export function handle<C extends CommandId>(
  context: Context,
  id: C,
  handler: (given: Given<C>, args: readonly unknown[]) => Promise<void> | void,
): void {
  const run = async (...args: unknown[]): Promise<void> => {
    try {
      const needs: readonly Need[] = commands[id];
      const given: Partial<Record<Need, unknown>> = {};
      for (const need of needs) {
        const answer = await fulfil(context, need, readArguments(args));
        if (answer === undefined) return;
        given[need] = answer;
      }
      // Every need of the command is now present with the type that `fulfil` gives it.
      await handler(given as Given<C>, args);
    } catch (error) {
      await report(context, error, () => void run(...args));
    }
  };
  context.scope.add(vscode.commands.registerCommand(id, run));
}
