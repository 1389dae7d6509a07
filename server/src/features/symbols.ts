/** What a file declares, for the outline and for the search over all files: programs and maps before all else. */
import * as l10n from '@vscode/l10n';
import { SymbolKind, type DocumentSymbol, type WorkspaceSymbol } from 'vscode-languageserver';
import type { MapModel, Model } from '../model/model';
import type { Name, Span } from '../syntax/ast';
import { rangeIn, type FeatureContext } from './featureContext';

export function documentSymbols(context: FeatureContext): DocumentSymbol[] {
  const { document, facts } = context;
  const { model } = document;
  const symbol = (
    name: Name,
    span: Span,
    kind: SymbolKind,
    detail: string,
    children?: DocumentSymbol[],
  ): DocumentSymbol => ({
    name: name.text,
    kind,
    detail,
    range: rangeIn(document, span),
    selectionRange: rangeIn(document, name),
    ...(children ? { children } : {}),
  });
  const programs = facts.programs.map(({ program, programType }) =>
    symbol(
      program.name,
      program,
      SymbolKind.Event,
      [program.section.text, programType?.toLowerCase()].filter(Boolean).join(' · '),
    ),
  );
  const maps = model.maps.map((map) =>
    symbol(
      map.name,
      map,
      SymbolKind.Object,
      mapDetail(context, map),
      [...map.fields.values()].map((field) => symbol(field.name, field, SymbolKind.Property, field.text)),
    ),
  );
  const functions = model.functions
    .filter((one) => !facts.program(one))
    .map((one) => symbol(one.name, one, SymbolKind.Function, ''));
  const globals = model.globals.map((one) => symbol(one.name, one, SymbolKind.Variable, one.section));
  const licence = model.licence;
  const others = licence
    ? [symbol({ text: l10n.t('licence'), ...licence.literal }, licence, SymbolKind.String, licence.text)]
    : [];
  return [...programs, ...maps, ...functions, ...globals, ...structs(model, symbol), ...others];
}

function structs(
  model: Model,
  symbol: (name: Name, span: Span, kind: SymbolKind, detail: string) => DocumentSymbol,
): DocumentSymbol[] {
  return [...model.types].flatMap(([name, { type, offset }]) => {
    if (!type.fields && !type.enumerators) return [];
    const span = { start: type.start + offset, end: type.end + offset };
    return symbol({ text: name, ...span }, span, type.enumerators ? SymbolKind.Enum : SymbolKind.Struct, '');
  });
}

export function mapDetail({ facts }: FeatureContext, map: MapModel): string {
  const type = facts.mapType(map)?.name.toLowerCase() ?? '';
  const [key, value] = [map.fields.get('key')?.text, map.fields.get('value')?.text];
  return key !== undefined && value !== undefined ? `${type} · ${key} → ${value}` : type;
}

/** Programs and maps of one file whose names have the letters of the query in order. */
export function workspaceSymbols(context: FeatureContext, uri: string, query: string): WorkspaceSymbol[] {
  const letters = Array.from(query.toLowerCase()).map((letter) =>
    letter.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  const pattern = new RegExp(letters.join('.*'));
  const { model } = context.document;
  const found = (name: Name, kind: SymbolKind, containerName: string): WorkspaceSymbol[] =>
    pattern.test(name.text.toLowerCase())
      ? [{ name: name.text, kind, containerName, location: { uri, range: rangeIn(context.document, name) } }]
      : [];
  return [
    ...model.programs.flatMap(({ name, section }) => found(name, SymbolKind.Event, section.text)),
    ...model.maps.flatMap((map) => found(map.name, SymbolKind.Object, mapDetail(context, map))),
  ];
}
