import { expect, it } from 'vitest';
import type { HostAttachment, HostObjects, HostProgram } from '#protocol/agentHost';
import { childrenOf, groupsOf, holdersOf, isLoadedNode, leftRunOf, ownerNames } from './loadedModel';

const program: HostProgram = {
  id: 7,
  name: 'on_write',
  type: 'tracepoint',
  tag: '17040bc8d68eced4',
  loadedAt: 1,
  loadedTime: 1,
  uid: 0,
  runs: 0,
  nanoseconds: 0,
  verifiedInstructions: 0,
  jitedSize: 0,
  memory: 0,
  maps: [],
  btf: 0,
  owners: [],
  pins: [],
  ours: false,
};
const attachment: HostAttachment = {
  handle: 'link:3',
  kind: 'tracepoint',
  program: 7,
  target: 'sys_enter_write',
  owners: [],
  pins: [],
  ours: false,
};
const objects: HostObjects = {
  programs: [program, { ...program, id: 8, ours: true }],
  maps: [],
  attachments: [attachment, { ...attachment, handle: 'link:4', program: 9 }],
  pins: [
    { path: '/sys/fs/bpf/a', kind: 'program', id: 7 },
    { path: '/sys/fs/bpf/b', kind: 'link', id: 3 },
    { path: '/sys/fs/bpf/c', kind: 'map', id: 99 },
  ],
  left: [],
};
const nothing = { programs: new Set<number>(), maps: new Set<number>() };

it('has a group of each kind, and one of what was left only when something was', () => {
  const names = (of: HostObjects) =>
    groupsOf(of).map((node) => (node.kind === 'group' ? `${node.group} ${node.count}` : node.kind));
  expect(names(objects)).toEqual(['programs 2', 'maps 0', 'attachments 2', 'pins 3']);
  const left = {
    name: 'a',
    path: '/sys/fs/bpf/ebpf-workbench/a',
    since: 1,
    programs: [],
    maps: [],
    links: [],
  };
  expect(names({ ...objects, left: [left] })[0]).toBe('left 1');
});

it('knows what is attached where, and what is ours by the agent or by a run of this window', () => {
  const nodes = childrenOf(objects, 'programs', nothing);
  expect(nodes.map((node) => node.kind === 'program' && [node.attachments.length, node.ours])).toEqual([
    [1, false],
    [0, true],
  ]);
  const [first] = childrenOf(objects, 'programs', { ...nothing, programs: new Set([7]) });
  expect(first).toMatchObject({ ours: true });
  const [, orphan] = childrenOf(objects, 'attachments', nothing);
  expect(orphan).toMatchObject({ program: undefined, ours: false });
});

it('names what is pinned, if it is still there', () => {
  const names = childrenOf(objects, 'pins', nothing).map((node) => node.kind === 'pin' && node.name);
  expect(names).toEqual(['on_write', 'sys_enter_write', '']);
});

it('names owners, and counts processes of one command', () => {
  const owner = (pid: number, command: string) => ({ pid, command, uid: 0 });
  expect(ownerNames([owner(1, 'systemd'), owner(5, 'bpftool'), owner(6, 'bpftool')])).toBe(
    'systemd (1), bpftool × 2',
  );
});

it('tells its nodes from those of the other view, and from nothing', () => {
  expect(isLoadedNode(childrenOf(objects, 'pins', nothing)[0])).toBe(true);
  expect(isLoadedNode({ kind: 'map', run: {}, map: {} })).toBe(false);
  expect(isLoadedNode(undefined)).toBe(false);
});

it('knows whose a pin is: a run that was left running, or the processes that hold the thing beside it', () => {
  const pin = { path: '/sys/fs/bpf/ebpf-workbench/a/programs/on_write', kind: 'program', id: 7 } as const;
  const run = {
    name: 'a',
    path: '/sys/fs/bpf/ebpf-workbench/a',
    since: 1,
    programs: [7],
    maps: [],
    links: [],
  };
  const left = { ...objects, left: [{ ...run, name: 'b', path: '/sys/fs/bpf/ebpf-workbench/aa' }, run] };
  expect(leftRunOf(left, pin)?.name).toBe('a');
  expect(leftRunOf(left, { ...pin, path: '/sys/fs/bpf/a' })).toBeUndefined();
  const owner = { pid: 42, command: 'loader', uid: 0 };
  const held = { ...objects, programs: [{ ...program, owners: [owner] }] };
  expect(holdersOf(held, pin)).toEqual([owner]);
  expect(holdersOf(held, { ...pin, id: 9 })).toEqual([]);
});
