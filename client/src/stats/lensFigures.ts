/**
 * The figures over running programs: read while a run is going on and its file is in sight, and not otherwise.
 */
import * as vscode from 'vscode';
import { Emitter } from '#targets/emitter';
import type { Disposable } from '#targets/scope';
import type { Context } from '../context';
import { programId } from '../runs/runSummary';
import type { Run } from '../runs/run';
import { onSettingChange, setting } from '../settings';
import { StatsWatch, type ProgramFigures } from './statsWatch';

/** A lens that changes more often is read by nobody. */
const every = 2000;

interface Watched {
  watch: StatsWatch;
  figures: ReadonlyMap<number, ProgramFigures>;
}

export class LensFigures implements Disposable {
  readonly onChange = new Emitter<undefined>();
  readonly #watched = new Map<string, Watched>();
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
    const { scope, runs } = context;
    const check = (): void => this.#check();
    scope.add(vscode.window.onDidChangeVisibleTextEditors(check));
    scope.add(onSettingChange(['ebpf.codeLens.enabled', 'ebpf.codeLens.statistics'], check));
    scope.add(
      runs.news.on((news) => {
        if (news.type === 'event' && (news.event.type === 'state' || news.event.type === 'stopped')) check();
      }),
    );
    scope.add(this);
  }

  /** Of a program of the run; undefined while it is not known. */
  of(run: Run, program: string): ProgramFigures | undefined {
    const standing = run.summary.programs.get(program);
    const id = standing && programId(standing);
    return id === undefined ? undefined : this.#watched.get(run.id)?.figures.get(id);
  }

  dispose(): void {
    for (const { watch } of this.#watched.values()) watch.dispose();
    this.#watched.clear();
  }

  #check(): void {
    const inSight = new Set(vscode.window.visibleTextEditors.map(({ document }) => document.uri.fsPath));
    const wanted = this.#context.runs.active.filter(
      (run) => run.held && run.summary.state === 'streaming' && inSight.has(run.request.source) && isOn(run),
    );
    for (const [id, { watch }] of this.#watched) {
      if (wanted.some((run) => run.id === id)) continue;
      watch.dispose();
      this.#watched.delete(id);
    }
    for (const run of wanted) if (!this.#watched.has(run.id)) this.#begin(run);
  }

  #begin(run: Run): void {
    if (!run.held) return;
    const ids = (): number[] =>
      [...run.summary.programs.values()].map(programId).filter((id) => id !== undefined);
    const watch = new StatsWatch(run.held.agent, ids, every, (error) => this.#failed(run, error));
    const watched: Watched = { watch, figures: new Map() };
    this.#watched.set(run.id, watched);
    watch.changed.on((figures) => {
      watched.figures = figures;
      this.onChange.emit(undefined);
    });
    watch.start().catch((error: unknown) => this.#failed(run, error));
  }

  /** A lens without figures is still a lens: the reason stands in the log. */
  #failed(run: Run, error: unknown): void {
    this.#watched.get(run.id)?.watch.dispose();
    const words = error instanceof Error ? error.message : String(error);
    this.#context.log.info(`run ${run.id}: no statistics: ${words}`);
  }
}

function isOn({ request }: Run): boolean {
  const scope = vscode.Uri.file(request.source);
  return setting('ebpf.codeLens.enabled', scope) && setting('ebpf.codeLens.statistics', scope);
}
