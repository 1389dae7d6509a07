/** What a check is, and what it is handed. One file each; checks.ts lists them. */
import type { KernelVersion } from '#bpf/facts/kernelVersion';
import type { KernelTypes } from '../kernel/kernelTypes';
import type { ParsedDocument } from '../model/parsedDocument';
import type { FunctionModel, Model } from '../model/model';
import type { Facts } from '../model/facts';
import type { Span } from '../syntax/ast';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface Check {
  /** Kebab case: in settings, in comments that silence it, and the name of its page in docs/checks. */
  id: string;
  severity: Severity;
  /** Once a file. Every span it reports is of the file. */
  file?(context: CheckContext): void;
  /** Once a function; its findings are kept until the function, or what the file declares, changes. */
  function?(context: CheckContext, one: FunctionModel): void;
}

export interface CheckContext {
  readonly document: ParsedDocument;
  readonly model: Model;
  readonly facts: Facts;
  /** Of the target, or the oldest that the user wants to support; undefined when nobody said. */
  readonly kernel: KernelVersion | undefined;
  /** Of the target, by its BTF, where the client has it. */
  readonly kernelTypes: KernelTypes | undefined;
  /** What the user calls the target. */
  readonly targetName: string | undefined;
  readonly report: (
    span: Span,
    message: string,
    more?: { fixes?: readonly Fix[]; severity?: Severity; unnecessary?: boolean },
  ) => void;
}

/** A quick fix. */
export interface Fix {
  title: string;
  edits: readonly Edit[];
  /** The one that is almost surely right. */
  isPreferred?: boolean;
}

export interface Edit extends Span {
  text: string;
}

export interface Finding extends Span {
  check: string;
  severity: Severity;
  message: string;
  fixes: readonly Fix[];
  unnecessary: boolean;
}
