import { expect, it } from 'vitest';
import type { HostObjects, HostProgram } from '#protocol/agentHost';
import type { MapInfo } from '#protocol/agentMaps';
import { btfIdsBeside } from './eventTypes';

const agent = { pid: 10, command: 'ebpf-agent', uid: 0 };
const other = { pid: 20, command: 'bpftool', uid: 0 };
const events = { id: 1, name: 'events', btf: 0, owners: [agent] };
const program = { id: 5, maps: [1, 2], btf: 105 };

it.each([
  {
    what: 'the maps and types of its programs',
    maps: [{ id: 2, name: 'seen', btf: 102 }],
    expected: [0, 102, 105],
  },
  {
    what: 'a variable that no program uses, by who holds it',
    maps: [{ id: 3, name: '.bss', btf: 103, owners: [agent] }],
    expected: [0, 103, 105],
  },
  {
    what: 'no variables of others',
    maps: [{ id: 4, name: '.bss', btf: 104, owners: [other] }],
    expected: [0, 105],
  },
  {
    what: 'no other maps of the holder',
    maps: [{ id: 6, name: 'table', btf: 106, owners: [agent] }],
    expected: [0, 105],
  },
])('$what', ({ maps, expected }) => {
  const all = [events, ...maps].map((map) => ({ owners: [], ...map }) as Partial<MapInfo> as MapInfo);
  const objects = { programs: [program as HostProgram], maps: all } as Partial<HostObjects> as HostObjects;
  expect(btfIdsBeside(objects, events as Partial<MapInfo> as MapInfo)).toEqual(expected);
});
