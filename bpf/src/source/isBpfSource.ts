/** Tells BPF C files from all other C, by name and content, so that plain C is left alone. */

/**
 * True for `*.bpf.c`, and for text that includes `bpf_helpers.h` or `vmlinux.h` (in whatever folder) or has
 * `SEC("`, all outside comments and strings. Stops at the first sign; text without any is only searched, not read.
 */
export function isBpfSource(text: string, fileName: string): boolean {
  if (fileName.endsWith('.bpf.c')) return true;
  if (!text.includes('bpf_helpers.h') && !text.includes('vmlinux.h') && !/\bSEC[ \t]*\([ \t]*"/.test(text))
    return false;
  signs.lastIndex = 0;
  for (let sign = signs.exec(text); sign; sign = signs.exec(text)) {
    const [found, header] = sign;
    if (header !== undefined ? bpfHeader.test(header) : found.startsWith('SEC')) return true;
  }
  return false;
}

/**
 * The next thing worth a look: a comment, `#include <bpf/bpf_helpers.h>` (header in the group), `SEC("`, a string,
 * a character. Comments and strings are matched to be stepped over; each stops at the text's end if unclosed.
 */
const signs =
  /\/\*[^]*?(?:\*\/|(?![^]))|\/\/[^\n]*|(?<=^[ \t]*)#[ \t]*include[ \t]*[<"]([^>"\n]*)[>"]|\bSEC[ \t]*\([ \t]*"|"(?:[^"\\\n]|\\[^])*|'(?:[^'\\\n]|\\[^])*'?/gm;

const bpfHeader = /(?:^|\/)(?:bpf_helpers|vmlinux)\.h$/;
