/**
 * Which problems stand at which file because of which source. A header's problems come from every source that
 * includes it, so a build may take back only what the former build of the same source put there. Pure.
 */
export class ProblemLedger<P> {
  readonly #bySource = new Map<string, ReadonlyMap<string, readonly P[]>>();

  /** Replaces what this source put anywhere. Returns the files whose problems may now be others. */
  replace(source: string, problems: ReadonlyMap<string, readonly P[]>): string[] {
    const former = this.#bySource.get(source);
    if (problems.size === 0) this.#bySource.delete(source);
    else this.#bySource.set(source, problems);
    return [...new Set([...(former?.keys() ?? []), ...problems.keys()])];
  }

  /** Adds one problem to what this source has already put there. */
  add(source: string, file: string, problem: P): void {
    const own = new Map(this.#bySource.get(source));
    own.set(file, [...(own.get(file) ?? []), problem]);
    this.#bySource.set(source, own);
  }

  /** All problems of a file, whichever source they come from. */
  of(file: string): P[] {
    return [...this.#bySource.values()].flatMap((files) => files.get(file) ?? []);
  }
}
