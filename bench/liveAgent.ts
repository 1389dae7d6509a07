/** An agent on this machine, started as the editor starts one, with a BPF object of bench/fixtures in the kernel. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { columnsOf } from '#bpf/values/columnsOf';
import type { TypedColumn } from '#bpf/values/typedColumn';
import type { MapInfo } from '#protocol/agentMaps';
import type { Agent } from '#targets/agent/agent';
import { openAgent } from '#targets/agent/openAgent';
import { mapTypes } from '#targets/live/mapTypes';
import { base64Of } from '#targets/live/readMap';
import { silentLog } from '#targets/log';
import { compileBpf } from '../test/pure/compileBpf';
import { nobody, openHosts, root } from './session';

export interface LiveAgent {
  agent: Agent;
  /** What was loaded. */
  object: Uint8Array;
  /** Of the agent. */
  pid: number;
  /** Id of the map with this name. */
  map(name: string): number;
  attach(program: string): Promise<void>;
  stop(): Promise<void>;
}

/** `source` is a name in bench/fixtures, `flags` are clang's. */
export async function startLiveAgent(source: string, ...flags: string[]): Promise<LiveAgent> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ebpf-bench-'));
  const object = readFileSync(compileBpf(path.join(root, 'bench/fixtures', source), folder, ...flags));
  rmSync(folder, { recursive: true });
  const hosts = openHosts('/dev/null');
  const ports = { hosts, asker: nobody, log: silentLog, agentDirectory: path.join(root, 'dist/agent') };
  const { agent, host } = await openAgent({ kind: 'local' }, ports, () => undefined);
  const stop = async (): Promise<void> => {
    await agent.dispose();
    await host.dispose();
    hosts.dispose();
  };
  try {
    const { pid } = await agent.request('hello', {});
    const loaded = await agent.request('load', { object: base64Of(object) });
    for (const { name, status, log, detail } of loaded.programs) {
      if (status !== 'loaded') throw new Error(`${name} is ${status}: ${log ?? detail ?? ''}`);
    }
    return {
      agent,
      object,
      pid,
      stop,
      map(name) {
        const found = loaded.maps.find((map) => map.name === name);
        if (found === undefined) throw new Error(`${source} has no map ${name}`);
        return found.id;
      },
      async attach(program) {
        const result = await agent.request('attach', { collection: loaded.collection, program });
        if (!result.attached) throw new Error(`${program} is not attached: ${result.detail}`);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

export interface TypedMap {
  info: MapInfo;
  keys: TypedColumn[];
  values: TypedColumn[];
}

export async function typedMap(agent: Agent, id: number): Promise<TypedMap> {
  const info = await agent.request('map/info', { map: id });
  const types = info && (await mapTypes(agent, info));
  if (!info || !types) throw new Error(`Map ${id} has no types`);
  return {
    info,
    keys: columnsOf(types.btf, types.key, 'key').columns,
    values: columnsOf(types.btf, types.value, 'value').columns,
  };
}

/** Calls getpgid(argument), which the programs of bench/fixtures listen to, once. */
export function call(argument: number): void {
  execFileSync('perl', ['-e', 'getpgrp(shift)', String(argument)]);
}

/** Seconds of CPU that a process has used, in both modes. */
export function cpuOf(pid: number): number {
  const [, rest = ''] = /\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Megabytes of memory that a process has. */
export function memoryOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
