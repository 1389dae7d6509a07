/** What one would look up: the type of a program, the sizes of a map, the stack that a function's locals take. */
import * as l10n from '@vscode/l10n';
import { InlayHintKind, type InlayHint, type Position } from 'vscode-languageserver';
import { declarationsOf } from '../flow/walk';
import type { FunctionModel, MapModel } from '../model/model';
import type { Span } from '../syntax/ast';
import { rangeIn, type FeatureContext } from './featureContext';

/** Half of the stack: from here on it is worth a thought. */
const worthTelling = 256;

export function inlayHints(context: FeatureContext, { start, end }: Span): InlayHint[] {
  const { document, facts } = context;
  const near = (span: Span): boolean => span.end >= start && span.start <= end;
  const hint = (offset: number, label: string): InlayHint => ({
    position: positionOf(context, offset),
    label,
    kind: InlayHintKind.Type,
    paddingLeft: true,
  });
  const programs = facts.programs.flatMap(({ program, match }) => {
    if (match.kind !== 'program' || !near(program)) return [];
    return hint(program.section.end, match.definition.programType.toLowerCase());
  });
  const maps = document.model.maps.flatMap((map) => {
    const label = near(map) ? sizes(context, map) : undefined;
    return label === undefined ? [] : hint(map.name.end, label);
  });
  const stacks = document.model.functions.flatMap((one) => {
    if (!near(one)) return [];
    const bytes = stackOf(context, one);
    return bytes < worthTelling ? [] : hint(one.end, l10n.t('≈ {0} of 512 bytes of stack', bytes));
  });
  return [...programs, ...maps, ...stacks];
}

/** `4 B → 24 B` */
function sizes({ facts }: FeatureContext, map: MapModel): string | undefined {
  const size = (name: string): number | undefined => {
    const written = map.fields.get(name)?.text;
    return written === undefined ? undefined : facts.layoutNamed(written)?.size;
  };
  const key = size('key');
  const value = size('value');
  return key === undefined || value === undefined ? undefined : `${key} B → ${value} B`;
}

function stackOf({ facts }: FeatureContext, one: FunctionModel): number {
  let bytes = 0;
  for (const { type } of declarationsOf(one)) {
    if (type.qualifiers.includes('static') || type.qualifiers.includes('const')) continue;
    const layout = facts.layout(type);
    // Plain numbers live in registers as a rule.
    if (layout?.isAggregate === true) bytes += layout.size;
  }
  return bytes;
}

function positionOf(context: FeatureContext, offset: number): Position {
  return rangeIn(context.document, { start: offset, end: offset }).start;
}
