/**
 * A name wherever the project says it. What a header declares, other files mean too: all files that include it count,
 * open or not. What a C file declares is its own.
 */
import type { Location } from 'vscode-languageserver';
import type { Included } from '../model/included';
import type { ParsedDocument } from '../model/parsedDocument';
import type { Span } from '../syntax/ast';
import { definition } from './definition';
import { rangeIn, type FeatureContext } from './featureContext';
import { occurrencesAt, spansInFile } from './occurrences';
import { wordAt } from './place';
import { fileOf, uriOf } from './uri';

/** The project's files, as they stand in the editor, or else on the disk. */
export interface Project {
  sources(): AsyncIterable<{ path: string; text: string }>;
  included(path: string, text: string): Promise<Included>;
  parse(text: string): ParsedDocument;
}

interface InFile {
  uri: string;
  document: ParsedDocument;
  spans: readonly Span[];
}

export interface AcrossFiles {
  name: string;
  declaration: Location;
  files: readonly InFile[];
  /** Declared by the system or libbpf. */
  isStandard: boolean;
}

export async function acrossFiles(
  context: FeatureContext,
  offset: number,
  uri: string,
  project: Project,
): Promise<AcrossFiles | undefined> {
  const declaration = definition(context, offset, uri);
  const name = wordAt(context.document.tokens, offset);
  if (!declaration || name === undefined) return undefined;
  const own = occurrencesAt(context, offset);
  const here = { uri, document: context.document, spans: own?.all ?? spansInFile(context.document, name) };
  const header = own ? fileOf(uri) : fileOf(declaration.uri);
  const isStandard = !own && context.facts.included.place(name)?.header.isStandard === true;
  if (own?.isLocal === true || header?.endsWith('.h') !== true || isStandard)
    return { name, declaration, files: [here], isStandard };

  const files: InFile[] = [here];
  const word = new RegExp(`\\b${name.replace(/\$/g, '\\$')}\\b`);
  for await (const { path, text } of project.sources()) {
    if (uriOf(path) === uri || !word.test(text)) continue;
    const isMeant =
      path === header || (await project.included(path, text)).headers.some((one) => one.path === header);
    if (!isMeant) continue;
    const document = project.parse(text);
    const spans = spansInFile(document, name);
    if (spans.length > 0) files.push({ uri: uriOf(path), document, spans });
  }
  return { name, declaration, files, isStandard };
}

export function locationsOf({ files, declaration }: AcrossFiles, includeDeclaration: boolean): Location[] {
  const isDeclaration = ({ uri, range: { start } }: Location): boolean =>
    uri === declaration.uri &&
    start.line === declaration.range.start.line &&
    start.character === declaration.range.start.character;
  return files
    .flatMap(({ uri, document, spans }) => spans.map((span) => ({ uri, range: rangeIn(document, span) })))
    .filter((location) => includeDeclaration || !isDeclaration(location));
}
