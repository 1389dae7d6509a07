/**
 * The kernel's own documentation of a helper, from the `bpf_helper_defs.h` that the machine or the project has. It is
 * the kernel's text, under its licence: shown where it lies, and never part of ours.
 */
import type { Included } from '../model/included';

const file = 'bpf_helper_defs.h';

/** Markdown; undefined when no header that the file includes says anything. */
export function helperDocumentation(included: Included, name: string, other?: string): string | undefined {
  const header = included.headers.find(({ path }) => path.endsWith(file));
  const text = header?.text ?? other;
  return text === undefined ? undefined : commentBefore(text, name);
}

/*
 * bpf_name
 *
 *     Text in reStructuredText.
 *
 * Returns
 *     More of it.
 */
function commentBefore(text: string, name: string): string | undefined {
  const declaration = new RegExp(`\\(\\* *(?:const )?${name}\\)\\(`).exec(text);
  if (!declaration) return undefined;
  const end = text.lastIndexOf('*/', declaration.index);
  const start = text.lastIndexOf('/*', end);
  // Nothing but the declaration's own beginning may stand between.
  if (start < 0 || text.slice(end + 2, declaration.index).includes(';')) return undefined;
  const lines = text
    .slice(start + 2, end)
    .split('\n')
    .map((line) => line.replace(/^ \* ?/, '').trimEnd());
  const body = lines.slice(lines.findIndex((line) => line.trim() === name) + 1);
  return markdown(body);
}

function markdown(lines: readonly string[]): string {
  const out: string[] = [];
  let isCode = false;
  for (const line of lines) {
    const indent = /^[\t ]*/.exec(line)?.[0].replaceAll('\t', '        ').length ?? 0;
    const words = line.trim();
    if (isCode && words !== '' && indent <= 8) {
      out.push('```');
      isCode = false;
    }
    if (isCode) {
      out.push(line.replace(/^\t\t?/, ''));
      continue;
    }
    if (/^Returns?$/.test(words) && indent === 0) {
      out.push('', `**${words}**`, '');
      continue;
    }
    // `**NULL**\ .`: a blank that is none.
    const plain = words.replaceAll('\\ ', '');
    out.push(plain.replace(/::$/, plain === '::' ? '' : ':'));
    if (plain.endsWith('::')) {
      out.push('```c');
      isCode = true;
    }
  }
  if (isCode) out.push('```');
  return out.join('\n').trim();
}
