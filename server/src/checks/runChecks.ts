/**
 * Runs the checks on a document. Findings of one function are kept as long as the function's text and everything that
 * the file declares stay the same, so a keystroke checks one function. A comment silences a check:
 *   // ebpf-ignore: unknown-section          on the line before, or at the end of the line
 *   // ebpf-ignore-file: licence-missing     anywhere
 */
import { createHash } from 'node:crypto';
import type { KernelVersion } from '#bpf/facts/kernelVersion';
import { Facts } from '../model/facts';
import type { FunctionModel } from '../model/model';
import type { ParsedDocument } from '../model/parsedDocument';
import type { KernelTypes } from '../kernel/kernelTypes';
import { runToEnd, type Steps } from '../slices';
import type { CheckSeverity } from '#protocol/language';
import type { Check, CheckContext, Finding, Fix, Severity } from './check';

export interface CheckSettings {
  severity: Readonly<Record<string, CheckSeverity>>;
  kernel: KernelVersion | undefined;
  target?: { name: string; types: KernelTypes | undefined } | undefined;
}

/** Findings of functions, by what they depend on. One for each open document. */
export class FindingCache {
  #surroundings = '';
  #byFunction = new Map<object, { users: string; findings: readonly Finding[] }>();

  /** Forgets everything when what functions depend on has changed. */
  enter(surroundings: string): void {
    if (surroundings === this.#surroundings) return;
    this.#surroundings = surroundings;
    this.#byFunction = new Map();
  }

  /** @param users the programs from which it is reached: what is right in one may be wrong in another */
  get(one: FunctionModel, users: string): readonly Finding[] | undefined {
    const known = this.#byFunction.get(one.function);
    return known?.users === users ? known.findings : undefined;
  }

  keep(one: FunctionModel, users: string, findings: readonly Finding[]): void {
    this.#byFunction.set(one.function, { users, findings });
  }

  /** Lets go of functions that are no more. */
  trim(functions: readonly FunctionModel[]): void {
    const alive = new Set<object>(functions.map((one) => one.function));
    for (const key of this.#byFunction.keys()) if (!alive.has(key)) this.#byFunction.delete(key);
  }
}

export function runChecks(
  document: ParsedDocument,
  checks: readonly Check[],
  settings: CheckSettings,
  cache = new FindingCache(),
  facts = new Facts(document.model),
): Finding[] {
  return runToEnd(checkInSteps(document, checks, settings, cache, facts));
}

/** The same, in small parts. */
export function* checkInSteps(
  document: ParsedDocument,
  checks: readonly Check[],
  settings: CheckSettings,
  cache: FindingCache,
  facts: Facts,
): Steps<Finding[]> {
  const { model } = document;
  const findings: Finding[] = [];
  const active = checks.filter(({ id }) => settings.severity[id] !== 'off');
  const contextFor = (check: Check, into: Finding[]): CheckContext => ({
    document,
    model,
    facts,
    kernel: settings.kernel,
    kernelTypes: settings.target?.types,
    targetName: settings.target?.name,
    report: ({ start, end }, message, { fixes = [], severity, unnecessary = false } = {}) =>
      into.push({
        start,
        end,
        check: check.id,
        severity: severityOf(check, severity, settings),
        message,
        fixes,
        unnecessary,
      }),
  });

  for (const check of active) {
    check.file?.(contextFor(check, findings));
    yield;
  }
  cache.enter(surroundings(document, facts, settings));
  yield;
  for (const one of model.functions) {
    const users = facts
      .programsThatReach(one)
      .map(({ program }) => program.section.text)
      .join();
    let own = cache.get(one, users);
    if (!own) {
      const fresh: Finding[] = [];
      for (const check of active) check.function?.(contextFor(check, fresh), one);
      // Relative to the function, which may move.
      own = fresh.map((finding) => moved(finding, -one.offset));
      cache.keep(one, users, own);
      yield;
    }
    findings.push(...own.map((finding) => moved(finding, one.offset)));
  }
  cache.trim(model.functions);
  return silenced(document.text, findings).sort((a, b) => a.start - b.start);
}

function severityOf(check: Check, own: Severity | undefined, { severity }: CheckSettings): Severity {
  const wanted = severity[check.id];
  return wanted === undefined || wanted === 'default' || wanted === 'off' ? (own ?? check.severity) : wanted;
}

/** Stands for everything that a function's findings may depend on, besides the function: all text outside of function bodies. */
function surroundings({ text, model }: ParsedDocument, { included }: Facts, settings: CheckSettings): string {
  const hash = createHash('sha1').update(JSON.stringify([settings.severity, settings.kernel]));
  hash.update(included.identity);
  let last = 0;
  for (const { offset, function: one } of model.functions) {
    hash.update('\0').update(text.slice(last, offset + one.bodySpan.start));
    last = offset + one.bodySpan.end;
  }
  return hash.update(text.slice(last)).digest('base64');
}

function moved(finding: Finding, by: number): Finding {
  if (by === 0) return finding;
  const fixes = finding.fixes.map((fix): Fix => ({
    ...fix,
    edits: fix.edits.map((edit) => ({ ...edit, start: edit.start + by, end: edit.end + by })),
  }));
  return { ...finding, start: finding.start + by, end: finding.end + by, fixes };
}

// `// ebpf-ignore: a, b` and `/* ebpf-ignore-file: a */`; without a list, everything.
const comment = /(?:\/\/|\/\*)[^\n]*?ebpf-ignore(-file)?\b(?::[ \t]*([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*))?/g;

function silenced(text: string, findings: readonly Finding[]): Finding[] {
  if (!text.includes('ebpf-ignore')) return [...findings];
  const rules = [...text.matchAll(comment)].map(({ index, 1: wholeFile, 2: list }) => {
    const ids = list === undefined ? undefined : new Set(list.split(',').map((id) => id.trim()));
    const lineStart = text.lastIndexOf('\n', index) + 1;
    const lineEnd = endOfLine(text, index);
    // Alone on its line it speaks of the next.
    const alone = text.slice(lineStart, index).trim() === '';
    const end = alone ? endOfLine(text, lineEnd + 1) : lineEnd;
    return {
      ids,
      start: wholeFile === undefined ? lineStart : 0,
      end: wholeFile === undefined ? end : text.length,
    };
  });
  return findings.filter(
    ({ check, start }) =>
      !rules.some((rule) => start >= rule.start && start <= rule.end && (rule.ids?.has(check) ?? true)),
  );
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
