/** Run sessions in a test, as an editor has them: with answers to what a section leaves open. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { inject } from 'vitest';
import type { RunEvent, RunOutcome } from '#protocol/run';
import { openAgent } from '#targets/agent/openAgent';
import type { Agent } from '#targets/agent/agent';
import { HostPool } from '#targets/host/hostPool';
import { silentLog } from '#targets/log';
import type { AttachQuestion, Chooser, GuardQuestion, RunPorts, RunRequest } from '#targets/run/ports';
import { RunSession } from '#targets/run/runSession';
import { parseTarget } from '#targets/target';
import { root } from './ebpf';

const asker = { trustHostKey: () => Promise.resolve(false), secret: () => Promise.resolve(undefined) };

/** What a person would say; whoever is asked something else cancels. */
export interface Answers {
  choose?: (question: AttachQuestion) => string | undefined;
  allow?: boolean;
  keep?: (question: GuardQuestion, signal: AbortSignal) => Promise<boolean>;
}

export interface Running {
  session: RunSession;
  events: RunEvent[];
  /** Resolves with the first such event, also one that has been; rejects when the run ends without. */
  until<Type extends RunEvent['type']>(
    type: Type,
    which?: (event: Extract<RunEvent, { type: Type }>) => boolean,
  ): Promise<Extract<RunEvent, { type: Type }>>;
  outcome: Promise<RunOutcome>;
}

/** One editor's side: its own connections, cache and agents. */
export class Runner {
  readonly hosts: HostPool;
  readonly ports: RunPorts;
  readonly #cacheDirectory = mkdtempSync(path.join(tmpdir(), 'ebpf-runner-'));
  readonly #agents: { dispose(): Promise<void> }[] = [];
  answers: Answers = {};
  readonly asked: (AttachQuestion | GuardQuestion)[] = [];

  constructor(sshConfigFile = inject('machines').sshConfig) {
    this.hosts = new HostPool({ asker, log: silentLog, sshConfigFile });
    const chooser: Chooser = {
      choose: (question) => {
        this.asked.push(question);
        return Promise.resolve(this.answers.choose?.(question));
      },
      allowOwnConnection: (question) => {
        this.asked.push(question);
        return Promise.resolve(this.answers.allow ?? false);
      },
      keepAttached: (question, signal) => this.answers.keep?.(question, signal) ?? Promise.resolve(false),
    };
    this.ports = {
      hosts: this.hosts,
      asker,
      chooser,
      log: silentLog,
      cacheDirectory: this.#cacheDirectory,
      agentDirectory: path.join(root, 'dist/agent'),
      version: 'test',
    };
  }

  run(alias: string, source: string, more: Partial<RunRequest> = {}): Running {
    const session = new RunSession(
      { target: targetOf(alias), source, goal: 'run', build, ...more },
      this.ports,
    );
    const events: RunEvent[] = [];
    session.events.on((event) => events.push(event));
    const outcome = session.start();
    return {
      session,
      events,
      outcome,
      until: (type, which = () => true) =>
        new Promise((resolve, reject) => {
          type Wanted = Extract<RunEvent, { type: typeof type }>;
          const isWanted = (event: RunEvent): event is Wanted =>
            event.type === type && which(event as Wanted);
          const before = events.find(isWanted);
          if (before) {
            resolve(before);
            return;
          }
          session.events.on((event) => {
            if (isWanted(event)) resolve(event);
            else if (event.type === 'stopped') reject(new Error(`no ${type}: ${JSON.stringify(events)}`));
          });
        }),
    };
  }

  /** An agent of its own, beside any run. */
  async agent(alias: string): Promise<Agent> {
    const { agent, host } = await openAgent(targetOf(alias), this.ports, () => undefined);
    this.#agents.push({
      dispose: async () => {
        await agent.dispose();
        await host.dispose();
      },
    });
    return agent;
  }

  async dispose(): Promise<void> {
    for (const each of this.#agents) await each.dispose();
    this.hosts.dispose();
    rmSync(this.#cacheDirectory, { recursive: true });
  }
}

/** Both machines have the same compiler, and here it is twenty times as fast as on the VM. */
const build = { place: 'here', clang: 'clang', flags: [], includeDirectories: [] } as const;

function targetOf(alias: string) {
  const target = parseTarget(alias);
  if (!target) throw new Error(`no target ${alias}`);
  return target;
}

/** Calls getpgid(number), which fails; perl has no function of its own for numbers beyond pid_t's. */
export function calls(number: number, times = 1): string {
  return `perl -e 'syscall(121, ${number}) for 1..${times}'`;
}
