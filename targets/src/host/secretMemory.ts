/**
 * Answers that worked, kept in memory for as long as their owner lives, so that a reconnect asks nothing twice.
 * Nothing of it is written anywhere.
 */
export class SecretMemory {
  readonly #secrets = new Map<string, string>();

  get(key: string): string | undefined {
    return this.#secrets.get(key);
  }

  keep(key: string, secret: string): void {
    this.#secrets.set(key, secret);
  }

  forget(key: string): void {
    this.#secrets.delete(key);
  }
}
