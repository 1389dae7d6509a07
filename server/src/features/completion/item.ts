/** A completion item that replaces exactly the word before the cursor, whatever the editor takes for a word. */
import { InsertTextFormat, type CompletionItem, type CompletionItemKind } from 'vscode-languageserver';
import type { Span } from '../../syntax/ast';
import { rangeIn, type FeatureContext } from '../featureContext';

export interface Offer {
  label: string;
  kind: CompletionItemKind;
  /** Beside the label: a type, a signature. */
  detail?: string;
  /** Greyed, at the right: why it is not for here. */
  description?: string;
  /** The text of a snippet with `${1:names}`; the label when absent. */
  snippet?: string;
  text?: string;
  /** Markdown. */
  documentation?: string;
  /** Items of a lower rank come first. */
  rank?: number;
}

export function item(context: FeatureContext, span: Span, offer: Offer): CompletionItem {
  const { label, kind, detail, description, snippet, text, documentation, rank = 5 } = offer;
  return {
    label,
    kind,
    ...(detail === undefined ? {} : { detail }),
    ...(description === undefined ? {} : { labelDetails: { description } }),
    ...(documentation === undefined ? {} : { documentation: { kind: 'markdown', value: documentation } }),
    // Editors go by the label next.
    sortText: String(rank),
    ...(snippet === undefined ? {} : { insertTextFormat: InsertTextFormat.Snippet }),
    textEdit: { range: rangeIn(context.document, span), newText: snippet ?? text ?? label },
  };
}
