/** Names that a map's cells show, asked for at the target when a cell first needs one, many in one request. */
import type { HostObjects } from '#protocol/agentHost';
import type { Agent } from '#targets/agent/agent';
import type { Names } from './nameColumns';

export class NameCache implements Names {
  readonly #symbols = new Map<bigint, string | undefined>();
  #wanted: bigint[] = [];
  #objects: HostObjects | undefined;
  #asked = false;

  constructor(
    private readonly agent: Agent,
    private readonly onKnown: () => void,
  ) {}

  program(id: number): string | undefined {
    this.#askObjects();
    return this.#objects?.programs.find((program) => program.id === id)?.name;
  }

  map(id: number): string | undefined {
    this.#askObjects();
    return this.#objects?.maps.find((map) => map.id === id)?.name;
  }

  symbol(address: bigint): string | undefined {
    if (!this.#symbols.has(address)) {
      this.#symbols.set(address, undefined);
      if (this.#wanted.push(address) === 1) setImmediate(() => void this.#askSymbols());
    }
    return this.#symbols.get(address);
  }

  #askObjects(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.agent.request('host/objects', {}).then(
      (objects) => {
        this.#objects = objects;
        this.onKnown();
      },
      () => undefined,
    );
  }

  /** Addresses that cannot be named stay numbers. */
  async #askSymbols(): Promise<void> {
    const addresses = this.#wanted.map((address) => `0x${address.toString(16)}`);
    this.#wanted = [];
    const symbols = await this.agent.request('symbols/kernel', { addresses }).catch(() => []);
    for (const { address, name, offset } of symbols) {
      if (name !== '') this.#symbols.set(BigInt(address), `${name}+0x${offset.toString(16)}`);
    }
    this.onKnown();
  }
}
