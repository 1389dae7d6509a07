/**
 * C as the checks and features read it: plain objects, made once for each top-level item, because a node of the parser
 * lives in WebAssembly and every look at it costs a call. Offsets count UTF-16 units from the start of the item, so an
 * item that only moved keeps its tree.
 */

export interface Span {
  start: number;
  end: number;
}

/** A name where it stands. */
export interface Name extends Span {
  text: string;
}

export type Expression = Span &
  (
    | { kind: 'name'; name: string }
    | { kind: 'number'; text: string }
    /** Adjacent literals; `text` is decoded. */
    | { kind: 'string'; text: string; pieces: readonly Span[] }
    | { kind: 'character'; text: string }
    | { kind: 'call'; callee: Expression; arguments: readonly Expression[] }
    | { kind: 'member'; object: Expression; member: Name; arrow: boolean }
    | { kind: 'index'; object: Expression; index: Expression }
    | { kind: 'unary'; operator: string; operand: Expression }
    | { kind: 'dereference'; operand: Expression }
    | { kind: 'addressOf'; operand: Expression }
    | { kind: 'update'; operator: string; operand: Expression }
    | { kind: 'binary'; operator: string; left: Expression; right: Expression }
    | { kind: 'assign'; operator: string; left: Expression; right: Expression }
    /** `then` is absent in GNU's `a ?: b`. */
    | { kind: 'conditional'; condition: Expression; then?: Expression; otherwise: Expression }
    | { kind: 'cast'; type: TypeName; operand: Expression }
    | { kind: 'sizeof'; type?: TypeName; operand?: Expression }
    | { kind: 'comma'; left: Expression; right: Expression }
    | { kind: 'initializer'; entries: readonly InitializerEntry[] }
    | { kind: 'compound'; type: TypeName; value: Expression }
    /** GNU's `({ … })`. */
    | { kind: 'block'; body: Block }
    /** Anything else, and what the parser could not read. */
    | { kind: 'unknown'; parts: readonly Expression[]; broken: boolean }
  );

export interface InitializerEntry extends Span {
  /** `.a.b` or `[2]` */
  designators: readonly ({ member: Name } | { index: Expression })[];
  value: Expression;
}

/** A type with its declarator's stars, brackets and parameters taken in: `const struct event *[4]`. */
export interface TypeName extends Span {
  /** `u32`, `unsigned long`, `struct event`; `struct` alone when it has no name. Qualifiers left out. */
  base: string;
  /** Of an inline `struct … { … }` or `union … { … }`. */
  fields?: readonly Field[];
  enumerators?: readonly Enumerator[];
  pointers: number;
  /** Outermost first; undefined for `[]`. */
  arrays: readonly (Expression | undefined)[];
  parameters?: readonly Declaration[];
  /** `int (*f)(int)`: the pointer is to the function. */
  isFunctionPointer: boolean;
  /** `const`, `volatile`, `static`, `extern`, `inline`, … as written before the type. */
  qualifiers: readonly string[];
}

export interface Field extends Declaration {
  /** Width of a bit-field. */
  bits?: Expression;
}

export interface Enumerator extends Name {
  value?: Expression;
}

/** One declared name. Empty name: a parameter without one, or an anonymous struct member. */
export interface Declaration extends Span {
  name: Name;
  type: TypeName;
  value?: Expression;
}

export type Statement = Span &
  (
    | { kind: 'block'; body: readonly Statement[] }
    | { kind: 'expression'; expression: Expression }
    | { kind: 'declaration'; declarations: readonly Declaration[] }
    | { kind: 'if'; condition: Expression; then: Statement; otherwise?: Statement }
    | {
        kind: 'for';
        /** libbpf's loops, which the verifier knows to end, and which evaluate their parts in their own way. */
        macro?: 'bpf_for' | 'bpf_for_each' | 'bpf_repeat';
        initializer?: Statement;
        condition?: Expression;
        update?: Expression;
        body: Statement;
      }
    | { kind: 'while'; condition: Expression; body: Statement }
    | { kind: 'do'; condition: Expression; body: Statement }
    | { kind: 'switch'; condition: Expression; body: Statement }
    /** `value` is absent in `default:`. */
    | { kind: 'case'; value?: Expression; body: readonly Statement[] }
    | { kind: 'label'; label: Name; body?: Statement }
    | { kind: 'goto'; label: Name }
    | { kind: 'return'; value?: Expression }
    | { kind: 'break' }
    | { kind: 'continue' }
    /** `#if … #else … #endif` in a body: one list of statements for each branch. */
    | { kind: 'branches'; branches: readonly (readonly Statement[])[]; hasElse: boolean }
    | { kind: 'empty' }
    | { kind: 'unknown'; parts: readonly Expression[]; broken: boolean }
  );

export type Block = Extract<Statement, { kind: 'block' }>;

/** What was blanked before parsing, in the order of the text. */
export type Mark = Span &
  (
    | { kind: 'section'; literal: Span; text: string; exact: boolean }
    /** `__ksym`, `__always_inline`, … */
    | { kind: 'attribute'; name: string }
    /** `__uint(type, BPF_MAP_TYPE_HASH)`: a member of a map definition. */
    | { kind: 'mapMember'; macro: string; member: Name; value: Span; inner: readonly Mark[] }
    /** `BPF_KPROBE(name, …)`: `name` is the function's. */
    | { kind: 'programMacro'; macro: string; name: Name }
    | { kind: 'loopMacro'; macro: 'bpf_for' | 'bpf_for_each' | 'bpf_repeat' }
  );

/** A top-level item, read. */
export type Item =
  | { kind: 'function'; function: FunctionItem; marks: readonly Mark[] }
  | { kind: 'declarations'; declarations: readonly Declaration[]; isTypedef: boolean; marks: readonly Mark[] }
  | { kind: 'unknown'; marks: readonly Mark[] };

export interface FunctionItem extends Span {
  name: Name;
  returns: TypeName;
  parameters: readonly Declaration[];
  /** Of the braces and what is between them. */
  bodySpan: Span;
  /** Read anew when it was not looked at for long: trees are large, and most functions are only passed by. */
  readonly body: Block;
  /** The parser met something that it could not read. */
  broken: boolean;
}
