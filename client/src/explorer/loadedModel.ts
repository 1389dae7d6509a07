/** What is loaded on a target as the groups of the view "Loaded", whose each thing is, and what hangs together. Pure. */
import type { HostAttachment, HostObjects, HostPin, HostProgram, LeftRun } from '#protocol/agentHost';
import type { MapInfo, Owner } from '#protocol/agentMaps';

export type LoadedNode =
  | { kind: 'group'; group: LoadedGroup; count: number }
  | { kind: 'program'; program: HostProgram; attachments: HostAttachment[]; ours: boolean }
  | { kind: 'map'; map: MapInfo; ours: boolean }
  | { kind: 'attachment'; attachment: HostAttachment; program: HostProgram | undefined; ours: boolean }
  | { kind: 'pin'; pin: HostPin; name: string }
  | { kind: 'left'; left: LeftRun };

export const loadedGroups = ['left', 'programs', 'maps', 'attachments', 'pins'] as const;
export type LoadedGroup = (typeof loadedGroups)[number];

/** Kernel ids that runs of this window hold. */
export interface OwnIds {
  programs: ReadonlySet<number>;
  maps: ReadonlySet<number>;
}

export function groupsOf(objects: HostObjects): LoadedNode[] {
  return loadedGroups
    .map((group) => ({ kind: 'group' as const, group, count: objects[group].length }))
    .filter(({ group, count }) => count > 0 || group !== 'left');
}

export function childrenOf(objects: HostObjects, group: LoadedGroup, own: OwnIds): LoadedNode[] {
  switch (group) {
    case 'left':
      return objects.left.map((left) => ({ kind: 'left', left }));
    case 'programs':
      return objects.programs.map((program) => ({
        kind: 'program',
        program,
        attachments: objects.attachments.filter((one) => one.program === program.id),
        ours: program.ours || own.programs.has(program.id),
      }));
    case 'maps':
      return objects.maps.map((map) => ({ kind: 'map', map, ours: map.ours || own.maps.has(map.id) }));
    case 'attachments':
      return objects.attachments.map((attachment) => ({
        kind: 'attachment',
        attachment,
        program: objects.programs.find(({ id }) => id === attachment.program),
        ours: attachment.ours || own.programs.has(attachment.program),
      }));
    case 'pins':
      return objects.pins.map((pin) => ({ kind: 'pin', pin, name: nameOfPinned(objects, pin) }));
  }
}

/** The processes that hold what is pinned, beside the pin. */
export function holdersOf(
  { programs, maps, attachments }: HostObjects,
  { kind, id }: HostPin,
): readonly Owner[] {
  switch (kind) {
    case 'program':
      return programs.find((one) => one.id === id)?.owners ?? [];
    case 'map':
      return maps.find((one) => one.id === id)?.owners ?? [];
    case 'link':
      return attachments.find(({ handle }) => handle === `link:${id}`)?.owners ?? [];
  }
}

/** The run that was left running with this pin; undefined for pins of others. */
export function leftRunOf({ left }: HostObjects, { path }: HostPin): LeftRun | undefined {
  return left.find((run) => path.startsWith(`${run.path}/`));
}

function nameOfPinned({ programs, maps, attachments }: HostObjects, { kind, id }: HostPin): string {
  switch (kind) {
    case 'program':
      return programs.find((one) => one.id === id)?.name ?? '';
    case 'map':
      return maps.find((one) => one.id === id)?.name ?? '';
    case 'link':
      return attachments.find(({ handle }) => handle === `link:${id}`)?.target ?? '';
  }
}

/** `systemd (1), bpftool (4711)`; the same command once, with how many processes of it there are. */
export function ownerNames(owners: readonly Owner[]): string {
  const byCommand = new Map<string, number[]>();
  for (const { command, pid } of owners) byCommand.set(command, [...(byCommand.get(command) ?? []), pid]);
  return [...byCommand]
    .map(([command, [pid, ...more]]) =>
      more.length === 0 ? `${command} (${pid})` : `${command} × ${more.length + 1}`,
    )
    .join(', ');
}

const kinds: ReadonlySet<unknown> = new Set<LoadedNode['kind']>([
  'group',
  'program',
  'map',
  'attachment',
  'pin',
  'left',
]);

/** Whether a command was called on a node of this view; from the palette it is called on nothing. */
export function isLoadedNode(value: unknown): value is LoadedNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    kinds.has(value.kind) &&
    !('run' in value)
  );
}
