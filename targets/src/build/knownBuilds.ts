/**
 * Builds that are done or under way, by connection and content: what was compiled on saving is not compiled again by
 * the run that follows, and a run that comes sooner waits for it. Failures are not kept, because what was lacking may
 * be there the next time.
 */
import type { Host } from '../host/host';
import type { BuildResult } from './build';

/** An editor that is open for weeks does not collect the builds of weeks. */
const mostPerConnection = 64;

export class KnownBuilds {
  readonly #builds = new WeakMap<Host['connection'], Map<string, Promise<BuildResult>>>();

  /** @param key equal for builds that give the same object in the same place */
  get(host: Host, key: string): Promise<BuildResult> | undefined {
    return this.#builds.get(host.connection)?.get(key);
  }

  keep(host: Host, key: string, build: Promise<BuildResult>): void {
    const builds = this.#builds.get(host.connection) ?? new Map<string, Promise<BuildResult>>();
    this.#builds.set(host.connection, builds);
    builds.set(key, build);
    const forget = (): void => {
      if (builds.get(key) === build) builds.delete(key);
    };
    build.then(({ ok }) => (ok ? undefined : forget()), forget);
    const [oldest] = builds.keys();
    if (builds.size > mostPerConnection && oldest !== undefined) builds.delete(oldest);
  }

  /** For objects that turn out to be gone. */
  forgetAll(host: Host): void {
    this.#builds.delete(host.connection);
  }
}
