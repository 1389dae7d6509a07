/** The programs to start from, as `bpf-templates` has them. */
import { readdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { z } from 'zod';

const template = z.object({
  id: z.string(),
  title: z.string(),
  titleZh: z.string(),
  description: z.string(),
  descriptionZh: z.string(),
  kind: z.string(),
  file: z.string(),
  needs: z.object({ kernel: z.string(), btf: z.boolean() }),
  answers: z.array(
    z.object({
      label: z.string(),
      labelZh: z.string(),
      default: z.string(),
      placeholder: z.string(),
      pattern: z.string(),
    }),
  ),
});

export type Template = z.infer<typeof template> & { folder: string };

/** The simplest first, the rest by name. */
export async function readTemplates(directory: string): Promise<Template[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async (entry) => {
        const folder = path.join(directory, entry.name);
        const text = await readFile(path.join(folder, 'template.json'), 'utf8');
        return { ...template.parse(JSON.parse(text)), folder };
      }),
  );
  const rank = ({ id }: Template): number => (first.indexOf(id) + first.length + 1) % (first.length + 1);
  return found.sort((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title));
}

const first = ['hello', 'kprobe', 'xdp'];
