/**
 * The templates and the snippets as tests see them. The schemas are strict: a field that nobody reads, or a misspelt
 * one, fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';

export const templatesRoot = path.join(__dirname, '../../bpf-templates');

const text = z.string().min(1);
const answer = z.strictObject({
  name: z.string().regex(/^[a-z][A-Za-z]*$/),
  label: text,
  labelZh: text,
  default: text,
  placeholder: text,
  pattern: z.string().regex(/^\^.*\$$/),
  candidates: z.enum(['tracepoint', 'kernelFunction', 'file', 'userFunction']).optional(),
});
const template = z.strictObject({
  id: text,
  title: text,
  titleZh: text,
  description: text,
  descriptionZh: text,
  kind: text,
  file: text,
  needs: z.strictObject({
    kernel: z.string().regex(/^\d+\.\d+$/),
    btf: z.boolean(),
    config: z.array(z.string().regex(/^CONFIG_[A-Z0-9_]+$/)),
  }),
  answers: z.array(answer),
});
const snippet = z.strictObject({
  prefix: z.string().regex(/^bpf[a-z0-9]+$/),
  description: text,
  body: z.array(z.string()).min(1),
});

export type Template = z.infer<typeof template>;
export type Snippet = z.infer<typeof snippet>;

export const templateFolders = readdirSync(templatesRoot, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

export function readTemplate(folder: string): Template {
  return template.parse(JSON.parse(templateText(folder, 'template.json')));
}

export function templateText(folder: string, file: string): string {
  return readFileSync(path.join(templatesRoot, folder, file), 'utf8');
}

export function readSnippets(): Snippet[] {
  const file = readFileSync(path.join(templatesRoot, 'snippets.json'), 'utf8');
  return Object.values(z.record(z.string(), snippet).parse(JSON.parse(file)));
}

// ${2:text}, ${2|one,two|}, ${2}, $2, and the three characters that a backslash makes plain.
const marks =
  /\$\{(?<stop>\d+)(?::(?<text>(?:[^{}\\]|\\.)*)|\|(?<first>[^,|]*)[^|]*\|)?\}|\$(?<bare>\d+)|\\(?<plain>[$}\\])/g;

/** What the editor inserts when every tab stop is left as it stands. */
export function expandSnippet(body: readonly string[]): string {
  const joined = body.join('\n');
  const values = new Map<string, string>();
  for (const { groups } of joined.matchAll(marks)) {
    const value = groups?.['text'] ?? groups?.['first'];
    if (groups?.['stop'] !== undefined && value !== undefined) values.set(groups['stop'], value);
  }
  const expand = (text: string): string =>
    text.replace(marks, (...all: unknown[]) => {
      const groups = all.at(-1) as Record<string, string | undefined>;
      if (groups['plain'] !== undefined) return groups['plain'];
      return expand(values.get(groups['stop'] ?? groups['bare'] ?? '') ?? '');
    });
  return expand(joined);
}

/** The numbers of a snippet's tab stops, each once, in order; 0 is where the cursor ends. */
export function tabStops(body: readonly string[]): number[] {
  const found = [...body.join('\n').matchAll(marks)]
    .map(({ groups }) => groups?.['stop'] ?? groups?.['bare'])
    .filter((stop) => stop !== undefined);
  return [...new Set(found.map(Number))].sort((a, b) => a - b);
}
