import { ts } from '../compiler/typescript.js';
import type { PlanBuilder } from './plan-builder.js';

/** A comment that says what asyncshift is to leave alone. */
interface Directive {
  /** The comment's place. */
  start: number;
  end: number;
  line: number;
  /** Where what it is about begins: between these offsets. */
  from: number;
  to: number;
  /** The codes it is about; none: all of them, and the code itself is left as it is. */
  codes: readonly string[];
  hasReason: boolean;
  /** The codes it has silenced, and `code` where it has kept code from being changed. */
  used: Set<string>;
}

const pattern =
  /^\/[/*]+\s*asyncshift-ignore-(?<scope>next-line|line|file)(?<codes>(?:[\s,]+AS\d{3})*)\s*(?:--\s*(?<reason>\S[^]*?))?\s*(?:\*\/)?$/;

/**
 * The comments `// asyncshift-ignore-next-line AS301 -- reason` of the program, and whether each has been of use.
 * @param sources the files whose comments count
 */
export class Ignores {
  readonly #directives = new Map<ts.SourceFile, readonly Directive[]>();

  constructor(sources: Iterable<ts.SourceFile>) {
    for (const file of sources)
      if (file.text.includes('asyncshift-ignore-')) this.#directives.set(file, directivesOf(file));
  }

  /** Whether a place stays as it is: a comment says so of its line, or of one where a function begins that holds it. */
  leavesAlone(node: ts.Node): boolean {
    const directives = this.#directives.get(node.getSourceFile());
    if (!directives) return false;
    for (let at: ts.Node | undefined = node; at; at = ts.findAncestor(at.parent, holdsCode)) {
      const start = at.getStart();
      const found = directives.find(
        ({ codes, from, to }) => codes.length === 0 && from <= start && start < to,
      );
      if (!found) continue;
      found.used.add('code');
      return true;
    }
    return false;
  }

  /**
   * Whether a whole file stays as it is.
   * @param kept whether that keeps something in it from being changed
   */
  coversFile(file: ts.SourceFile, kept = false): boolean {
    const found = this.#directives
      .get(file)
      ?.find(({ codes, from, to }) => codes.length === 0 && from === 0 && to > file.end);
    if (kept) found?.used.add('code');
    return found !== undefined;
  }

  /** Whether a remark on a place is not wanted. */
  silences(code: string, file: ts.SourceFile, start: number): boolean {
    const found = this.#directives
      .get(file)
      ?.filter(
        ({ codes, from, to }) => from <= start && start < to && (codes.length === 0 || codes.includes(code)),
      );
    for (const directive of found ?? []) directive.used.add(code);
    return found !== undefined && found.length > 0;
  }

  /** Notes the comments that match nothing, and those that give no reason. */
  report(plan: PlanBuilder, isReported: (file: ts.SourceFile) => boolean): void {
    for (const [file, directives] of this.#directives) {
      if (!isReported(file)) continue;
      for (const { codes, used, hasReason, line, start, end } of directives) {
        const at = { line, range: { start, end } };
        const idle = codes.filter((code) => !used.has(code));
        if (used.size === 0) {
          const what =
            codes.length === 0 ? 'nothing here is left alone by it' : `there is no ${idle.join(', ')} here`;
          plan.noteIn('AS412', file.fileName, at, `${what}; delete the comment`);
        } else if (idle.length > 0) {
          plan.noteIn(
            'AS412',
            file.fileName,
            at,
            `there is no ${idle.join(', ')} here; take it out of the comment`,
          );
        }
        if (!hasReason) {
          plan.noteIn('AS413', file.fileName, at, 'say why, behind two hyphens: -- the reason');
        }
      }
    }
  }
}

/** Functions and classes are left alone as a whole. */
function holdsCode(node: ts.Node): boolean {
  return ts.isFunctionLike(node) || ts.isClassLike(node);
}

function directivesOf(file: ts.SourceFile): Directive[] {
  const found: Directive[] = [];
  const seen = new Set<number>();
  const lineOf = (offset: number): number => file.getLineAndCharacterOfPosition(offset).line;
  const lineRange = (line: number) => {
    const starts = file.getLineStarts();
    return { from: starts[line] ?? file.end, to: starts[line + 1] ?? file.end + 1 };
  };
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file);
    for (const child of children) visit(child);
    if (children.length > 0 || ts.isJsxText(node)) return;
    for (const { pos, end } of commentsBefore(node, file)) {
      const given = pattern.exec(file.text.slice(pos, end))?.groups;
      if (!given || seen.has(pos)) continue;
      seen.add(pos);
      const reach = {
        file: () => ({ from: 0, to: file.end + 1 }),
        line: () => lineRange(lineOf(pos)),
        'next-line': () => lineRange(lineOf(node.getStart(file))),
      };
      found.push({
        start: pos,
        end,
        line: lineOf(pos) + 1,
        ...reach[given['scope'] as keyof typeof reach](),
        codes: given['codes']?.match(/AS\d{3}/g) ?? [],
        hasReason: given['reason'] !== undefined,
        used: new Set(),
      });
    }
  };
  visit(file);
  return found;
}

/** The comments between a token and the one before it. */
function commentsBefore(token: ts.Node, { text }: ts.SourceFile): ts.CommentRange[] {
  return [
    ...(ts.getTrailingCommentRanges(text, token.pos) ?? []),
    ...(ts.getLeadingCommentRanges(text, token.pos) ?? []),
  ];
}
