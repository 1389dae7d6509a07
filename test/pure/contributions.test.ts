/** package.json and client/src/contributions.ts say the same, seen from either side. */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commands, contextKeys, defaults, internalCommands, views } from '../../client/src/contributions';

const root = path.join(__dirname, '../..');
const menuItem = z.object({ command: z.string(), when: z.string().optional(), group: z.string().optional() });
const manifest = z
  .object({
    icon: z.string(),
    activationEvents: z.array(z.string()),
    capabilities: z.object({
      untrustedWorkspaces: z.object({ restrictedConfigurations: z.array(z.string()) }),
    }),
    contributes: z.object({
      commands: z.array(z.object({ command: z.string(), category: z.string(), icon: z.string().optional() })),
      keybindings: z.array(z.object({ command: z.string(), when: z.string() })),
      menus: z.record(z.string(), z.array(menuItem)),
      views: z.record(z.string(), z.array(z.object({ id: z.string(), icon: z.string(), when: z.string() }))),
      viewsContainers: z.object({ panel: z.array(z.object({ id: z.string(), icon: z.string() })) }),
      configuration: z.object({
        properties: z.record(z.string(), z.object({ default: z.unknown(), markdownDescription: z.string() })),
      }),
    }),
  })
  .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
const { contributes } = manifest;
const menus = Object.values(contributes.menus).flat();

describe('commands', () => {
  it('are the same', () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual(Object.keys(commands).sort());
  });

  it('share one category', () => {
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(['eBPF']));
  });

  it('of menus and keys exist', () => {
    const used = [...menus, ...contributes.keybindings].map(({ command }) => command);
    expect(used.filter((command) => !(command in commands))).toEqual([]);
  });

  it('that are internal stay out of the palette, and only they', () => {
    const hidden = contributes.menus['commandPalette']?.filter(({ when }) => when === 'false');
    expect(hidden?.map(({ command }) => command)).toEqual(internalCommands);
  });
});

describe('settings', () => {
  const { properties } = contributes.configuration;

  it('are the same, with the same defaults', () => {
    const declared = Object.fromEntries(Object.entries(properties).map(([id, entry]) => [id, entry.default]));
    expect(declared).toEqual(defaults);
  });

  it('that choose machines, programs or arguments do not come from an untrusted folder', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    const powerful = Object.keys(defaults).filter((id) =>
      /^ebpf\.(targets|defaultTarget|ssh\.|build\.)/.test(id),
    );
    expect([...restricted].sort()).toEqual(powerful.sort());
  });
});

describe('views and context keys', () => {
  it('are the same', () => {
    const declared = Object.values(contributes.views).flatMap((list) => list.map(({ id }) => id));
    expect(declared.sort()).toEqual(Object.values(views).sort());
  });

  it('are all used, and no others', () => {
    const clauses = [...menus, ...contributes.keybindings, ...Object.values(contributes.views).flat()];
    const words = clauses.flatMap(({ when }) => when?.match(/\bebpf\.\w+(?:\.\w+)*/g) ?? []);
    const known = [...Object.values(contextKeys), ...Object.values(views)];
    expect([...new Set(words)].sort()).toEqual(known.sort());
  });
});

describe('activation', () => {
  it('waits for a BPF file: a plain C file wakes nobody', () => {
    expect(manifest.activationEvents).toEqual(['workspaceContains:**/*.bpf.c']);
  });
});

describe('pictures', () => {
  it('exist', () => {
    const files = [
      manifest.icon,
      ...contributes.viewsContainers.panel.map(({ icon }) => icon),
      ...Object.values(contributes.views).flatMap((list) => list.map(({ icon }) => icon)),
    ];
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });
});
