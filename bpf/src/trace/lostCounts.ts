/** How many events the kernel says it dropped, in all, by CPU and by run. */
export class LostCounts {
  #total = 0;
  #reports = 0;
  readonly #byCpu = new Map<number, number>();

  /** Events lost. A report without a number counts for one, so that no loss goes unseen. */
  get total(): number {
    return this.#total;
  }

  /** How often the kernel reported a loss. */
  get reports(): number {
    return this.#reports;
  }

  /** By CPU, lowest first. */
  byCpu(): { cpu: number; count: number }[] {
    return [...this.#byCpu].map(([cpu, count]) => ({ cpu, count })).sort((a, b) => a.cpu - b.cpu);
  }

  add(cpu: number, count: number | undefined): void {
    const lost = count ?? 1;
    this.#total += lost;
    this.#reports++;
    this.#byCpu.set(cpu, (this.#byCpu.get(cpu) ?? 0) + lost);
  }

  clear(): void {
    this.#total = this.#reports = 0;
    this.#byCpu.clear();
  }
}
