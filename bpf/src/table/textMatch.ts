/**
 * What a person types to look for text: plain words match anywhere whatever their case, `/…/` is a regular
 * expression of JavaScript, case-insensitive unless its flags say otherwise (`/…/s`, say, states its own flags).
 */

export type TextMatch =
  { ok: true; test: (text: string) => boolean; regex: boolean } | { ok: false; message: string };

// /fork|exec/  or with flags  /Fork/u  but not the paths  /etc/ld  /proc/sys
const regexForm = /^\/(?<source>.+)\/(?<flags>(?:([dgimsuvy])(?!.*\3))*)$/s;

export function isRegex(wanted: string): boolean {
  return regexForm.test(wanted);
}

/** `message` of a refused one is the engine's own, e.g. `Unterminated group`. */
export function textMatch(wanted: string): TextMatch {
  const groups = regexForm.exec(wanted)?.groups;
  if (groups) return regexMatch(groups['source'] ?? '', groups['flags'] ?? '');
  const lower = wanted.toLowerCase();
  return { ok: true, regex: false, test: plainTest(lower) };
}

function regexMatch(source: string, flags: string): TextMatch {
  try {
    // `g` and `y` would make each test start where the last one ended.
    const expression = new RegExp(source, flags === '' ? 'i' : flags.replace(/[gy]/g, ''));
    return { ok: true, regex: true, test: (text) => expression.test(text) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Invalid regular expression: /(/i: Unterminated group
    return { ok: false, message: message.replace(/^Invalid regular expression: (?:\/.*\/[a-z]*: )?/s, '') };
  }
}

/** An expression is quicker than lower-casing each line, and knows no special characters once they are escaped. */
function plainTest(lower: string): (text: string) => boolean {
  if (/^[\x20-\x7e]*$/.test(lower)) {
    const expression = new RegExp(lower.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
    return (text) => expression.test(text);
  }
  return (text) => text.toLowerCase().includes(lower);
}
