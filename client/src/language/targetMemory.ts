/**
 * What is known of the targets, kept from one session to the next: completion by the target's kernel is there before
 * the first connection, once it was there. This machine is known without asking.
 */
import { existsSync } from 'node:fs';
import * as os from 'node:os';
import type { Memento } from 'vscode';
import type { TargetKnowledge } from '#protocol/language';
import { targetName, type Target } from '#targets/target';

const key = 'ebpf.targetKnowledge';
/** People have a handful; a lab that makes new ones every day has more. */
const most = 30;

export class TargetMemory {
  constructor(private readonly store: Memento) {}

  of(target: Target): TargetKnowledge | undefined {
    return (
      this.named(targetName(target)) ??
      (target.kind === 'local' ? thisMachine(targetName(target)) : undefined)
    );
  }

  named(name: string): TargetKnowledge | undefined {
    return this.#all().find((one) => one.name === name);
  }

  keep(knowledge: TargetKnowledge): void {
    const others = this.#all().filter(({ name }) => name !== knowledge.name);
    void this.store.update(key, [...others, knowledge].slice(-most));
  }

  #all(): readonly TargetKnowledge[] {
    return this.store.get<readonly TargetKnowledge[]>(key, []);
  }
}

function thisMachine(name: string): TargetKnowledge | undefined {
  if (process.platform !== 'linux') return undefined;
  const btf = '/sys/kernel/btf/vmlinux';
  return { name, kernelRelease: os.release(), machine: os.machine(), ...(existsSync(btf) ? { btf } : {}) };
}
