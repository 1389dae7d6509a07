/**
 * Completion: the place decides what is offered, and the first that knows the place offers alone. C itself is left to
 * the C extension. By tokens, not by the tree: the line that is being typed is broken.
 */
import { Kind } from '#bpf/source/lexer';
import type { CompletionItem } from 'vscode-languageserver';
import { bodyAt, functionAt, type FeatureContext } from '../featureContext';
import { callAt, memberAt, tokenAt, wordStart } from '../place';
import { argumentItems } from './arguments';
import { contextFieldItems } from './contextFields';
import { functionItems } from './functions';
import { licenceItems } from './licences';
import { mapFieldItems, mapValueItems } from './mapFields';
import { memberItems, readStepItems } from './members';
import { programArgumentItems } from './programArguments';
import { returnItems } from './returns';
import { sectionItems } from './sections';
import { skeletonItems } from './skeletons';

export function complete(context: FeatureContext, offset: number): CompletionItem[] {
  const { document } = context;
  const { tokens, text } = document;
  const at = tokenAt(tokens, offset);
  const string = at !== undefined && tokens.kind[at] === Kind.string ? at : undefined;
  if (string !== undefined)
    return inString(context, tokens.start[string] ?? 0, tokens.end[string] ?? 0, offset);
  if (at !== undefined && tokens.kind[at] === Kind.number) return [];
  if (isComment(text, offset)) return [];

  const member = memberAt(tokens, offset, text);
  const inside = bodyAt(context, offset);
  if (member) {
    if (!inside) return [];
    const fields = contextFieldItems(context, inside, member, offset);
    const span = { start: member.from, end: offset };
    return fields.length > 0 ? fields : memberItems(context, inside, member.last, span);
  }

  const from = wordStart(text, offset);
  const call = callAt(tokens, from);
  const span = { start: from, end: offset };
  if (call && !inside) {
    return call.name === '__uint' || call.name === '__type'
      ? mapValueItems(context, call, span)
      : programArgumentItems(context, call, span);
  }
  if (inside) {
    const returned = returnItems(context, inside, span);
    const steps = call ? readStepItems(context, inside, call, span) : [];
    if (steps.length > 0) return steps;
    const given = call ? argumentItems(context, call, span) : [];
    return [...given, ...returned, ...functionItems(context, inside, span)];
  }
  const map = document.model.maps.find(({ start, end }) => offset > start && offset < end);
  if (map || opensMap(text, from)) return mapFieldItems(context, map, span);
  return functionAt(context, offset) ? [] : skeletonItems(context, span);
}

function inString(context: FeatureContext, start: number, end: number, offset: number): CompletionItem[] {
  const { text } = context.document;
  if (offset <= start) return [];
  const close = text.charAt(end - 1) === '"' && end - 1 > start ? end - 1 : end;
  const span = { start: start + 1, end: Math.max(offset, close) };
  const before = text.slice(Math.max(0, start - 200), start);
  if (/\b(SEC|__section)\s*\(\s*$/.test(before)) return sectionItems(context, span, offset);
  return /SEC\s*\(\s*"license"\s*\)\s*=\s*$/.test(before) ? licenceItems(context, span) : [];
}

/** `struct { __ui|` with nothing closed after it yet. */
function opensMap(text: string, from: number): boolean {
  const before = text.slice(Math.max(0, from - 600), from);
  const open = before.lastIndexOf('struct {');
  return open >= 0 && !before.includes('}', open);
}

function isComment(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  if (/\/\/|^\s*\*(?!\w)/.test(line) && !line.includes('://')) return true;
  const open = text.lastIndexOf('/*', offset - 1);
  return open >= 0 && text.lastIndexOf('*/', offset - 1) < open && offset - open < 20_000;
}
