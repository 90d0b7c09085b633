import type { Range, Step } from '../../src/plan/plan.js';
import { type Lexeme, parse } from './parser.js';
import { Refusal } from './refusal.js';
import { contains, keyOf, type Node, Tree } from './tree.js';
import { present } from './present.js';

/** Lines that start inside `range` lose or gain a piece of indentation. */
export interface Shift {
  range: Range;
  by: { remove: string } | { add: string };
}

/** What a transform's steps mean for the other transforms of the same file. */
export interface Preparation {
  shifts?: readonly Shift[];
  /** Expressions that will stand on their own (a loop's iterable, an argument), whatever is around them now. */
  freed?: readonly Range[];
}

/**
 * One file while it is rewritten: its text, its syntax (parsed when first asked for), and the file's habits. Shared by
 * all transforms, so that the file is parsed once.
 */
export class FileContext {
  readonly #preparations: Preparation[] = [];
  #parsed: { tree: Tree; tokens: Lexeme[]; comments: Lexeme[]; complaints: string[] } | undefined;

  /** @param steps every step that is applied to the file in this run, in the Plan's order */
  constructor(
    readonly path: string,
    readonly text: string,
    readonly steps: readonly Step[],
  ) {}

  get isParsed(): boolean {
    return this.#parsed !== undefined;
  }

  /** @throws Refusal if the file does not parse */
  get #syntax() {
    if (this.#parsed) return this.#parsed;
    const outcome = parse(this.path, this.text);
    if (!outcome.ok) throw new Refusal(`does not parse: ${outcome.message}`);
    const { file, complaints } = outcome;
    const tokens = file.tokens.filter(({ type }) => type !== 'CommentLine' && type !== 'CommentBlock');
    this.#parsed = { tree: new Tree(file.program as Node), tokens, comments: file.comments, complaints };
    return this.#parsed;
  }

  get tree(): Tree {
    return this.#syntax.tree;
  }
  get complaints(): readonly string[] {
    return this.#syntax.complaints;
  }
  get comments(): readonly Lexeme[] {
    return this.#syntax.comments;
  }

  slice(range: Range): string {
    return this.text.slice(range.start, range.end);
  }

  /** The line end most of the file's lines have. */
  get eol(): string {
    const crlf = this.text.split('\r\n').length - 1;
    return crlf * 2 > this.text.split('\n').length - 1 ? '\r\n' : '\n';
  }

  /** One level of indentation: the smallest step by which one line goes further in than the one before it. */
  get indentUnit(): string {
    const counts = new Map<string, number>();
    let previous = '';
    for (const line of this.text.split(/\r?\n/)) {
      if (line.trim() === '' || /^\s*\*/.test(line)) continue;
      const indent = present(/^[ \t]*/.exec(line))[0];
      const unit = indent.startsWith(previous) ? indent.slice(previous.length) : '';
      if (unit !== '') counts.set(unit, (counts.get(unit) ?? 0) + 1);
      previous = indent;
    }
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '  ';
  }

  /** Whether statements end in semicolons here, judged by the ones there are. */
  get semicolon(): ';' | '' {
    let votes = 0;
    for (const { type, end } of this.tree.nodes) {
      if (/^(ExpressionStatement|VariableDeclaration|ImportDeclaration|ReturnStatement)$/.test(type)) {
        votes += this.text[end - 1] === ';' ? 1 : -1;
      }
    }
    return votes >= 0 ? ';' : '';
  }

  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Where the line's text ends, before its line end. */
  lineEnd(offset: number): number {
    const newline = this.text.indexOf('\n', offset);
    if (newline === -1) return this.text.length;
    return newline > offset && this.text[newline - 1] === '\r' ? newline - 1 : newline;
  }

  /** Whether only whitespace stands before `offset` on its line. */
  startsLine(offset: number): boolean {
    return this.text.slice(this.lineStart(offset), offset).trim() === '';
  }

  /** The indentation of the line as it is now. */
  indentOf(offset: number): string {
    const start = this.lineStart(offset);
    return present(/^[ \t]*/.exec(this.text.slice(start, this.lineEnd(start))))[0];
  }

  /** The indentation the line will have, after blocks around it went or came. */
  indentAt(offset: number): string {
    const start = this.lineStart(offset);
    return this.shifts
      .filter(({ range }) => range.start <= start && start < range.end)
      .reduce((indent, { by }) => {
        if ('add' in by) return by.add + indent;
        return indent.endsWith(by.remove) ? indent.slice(0, indent.length - by.remove.length) : indent;
      }, this.indentOf(offset));
  }

  prepare(preparation: Preparation): void {
    this.#preparations.push(preparation);
  }
  get shifts(): readonly Shift[] {
    return this.#preparations.flatMap(({ shifts }) => shifts ?? []);
  }
  isFreed(range: Range): boolean {
    const key = keyOf(range);
    return this.#preparations.some(({ freed }) => freed?.some((one) => keyOf(one) === key));
  }

  /** Whether another step of this run is of this kind and has this range. */
  hasStep(kind: Step['kind'], range: Range): boolean {
    return this.steps.some((step) => step.kind === kind && keyOf(step.range) === keyOf(range));
  }

  /** A rank inside its group that grows with the step's place in the Plan. */
  rankOf(step: Step, group: number): number {
    return group + this.steps.indexOf(step) / (this.steps.length + 1);
  }

  commentsIn(range: Range): Lexeme[] {
    return this.comments.filter((comment) => contains(range, comment));
  }

  /** The tokens (comments are none) that lie in the range. */
  tokensIn(range: Range): Lexeme[] {
    const { tokens } = this.#syntax;
    const found: Lexeme[] = [];
    for (
      let at = this.#firstToken(range.start);
      at < tokens.length && present(tokens[at]).end <= range.end;
      at += 1
    ) {
      if (present(tokens[at]).end > present(tokens[at]).start) found.push(present(tokens[at]));
    }
    return found;
  }

  /** The first token in the range that reads `text`. */
  token(range: Range, text: string): Lexeme | undefined {
    return this.tokensIn(range).find((token) => this.slice(token) === text);
  }

  /** The last token that ends at or before `offset`. */
  tokenBefore(offset: number): Lexeme | undefined {
    const { tokens } = this.#syntax;
    let at = this.#firstToken(offset) - 1;
    while (at >= 0 && present(tokens[at]).end > offset) at -= 1;
    return tokens[at];
  }

  #firstToken(offset: number): number {
    const { tokens } = this.#syntax;
    let low = 0;
    let high = tokens.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (present(tokens[middle]).start < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * The node a step's range names.
   * @throws Refusal if there is none
   */
  nodeAt(range: Range, wanted: string, accept: (node: Node) => boolean = () => true): Node {
    const node = this.tree.at(range).find(accept);
    if (node) return node;
    throw new Refusal(`${this.place(range.start)}: expected ${wanted}, found ${quote(this.slice(range))}`);
  }

  /** `line 3, column 5`, both counted from 1. */
  place(offset: number): string {
    const line = this.text.slice(0, offset).split('\n').length;
    return `line ${line}, column ${offset - this.lineStart(offset) + 1}`;
  }
}

/** A short one-line form of source text for a message. */
export function quote(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return `\`${line.length > 60 ? `${line.slice(0, 57)}...` : line}\``;
}
