import type { MergeEdit } from './support/apply-edits.js';
import type { Range, StepOf } from '../src/plan/plan.js';
import { statementsOf } from './support/asi.js';
import type { FileContext } from './support/context.js';
import { defineTransform } from './support/define.js';
import { RANK } from './support/ranks.js';
import { keyOf, type Node } from './support/tree.js';
import { present } from './support/present.js';

export default defineTransform({
  name: 'marker',
  kinds: ['marker'],
  summary: 'Puts a comment above a statement that asyncshift cannot change by itself.',
  safety: 'manual',
  before: `class Account {
  constructor() {
    this.owner = session.get(User, 1);
  }
}
`,
  after: `class Account {
  constructor() {
    // asyncshift AS201: a constructor cannot wait
    this.owner = session.get(User, 1);
  }
}
`,
  edits(steps, context) {
    const places = new Map<string, { node: Node; texts: string[] }>();
    for (const step of steps) {
      const node = anchorOf(step, context);
      const place = places.get(keyOf(node)) ?? { node, texts: [] };
      const lines = step.text.split(/\r?\n/).map((line) => (line.startsWith('//') ? line : `// ${line}`));
      if (!place.texts.includes(lines.join('\n'))) place.texts.push(lines.join('\n'));
      places.set(keyOf(node), place);
    }
    return [...places.values()].flatMap(({ node, texts }) => markerEdit(node, texts, context));
  },
});

function markerEdit(node: Node, texts: readonly string[], context: FileContext): MergeEdit[] {
  const range: Range = { start: node.start, end: node.end };
  const there = commentLinesAbove(node.start, context);
  const lines = texts.filter((text) => !there.includes(text)).flatMap((text) => text.split('\n'));
  if (lines.length === 0) return [];
  if (!context.startsLine(node.start)) {
    // Behind a template's last line, say, there is no line of its own to be had.
    const notes = lines.map((line) => `/* ${line.replace(/^\/\/ ?/, '').replaceAll('*/', '* /')} */ `);
    return [{ range, parts: [...notes, range], rank: RANK.marker }];
  }
  const parts = lines.map((line) => `${line}${context.eol}${context.indentAt(node.start)}`);
  const directive = directiveAbove(node.start, context);
  if (directive === undefined) return [{ range, parts: [...parts, range], rank: RANK.marker }];
  return [{ range: { start: directive, end: directive }, parts, rank: RANK.marker }];
}

/** The start of the comments right above that are for the next line, and so have to stay right above it. */
function directiveAbove(offset: number, context: FileContext): number | undefined {
  let start: number | undefined;
  for (let line = context.lineStart(offset); line > 0;) {
    line = context.lineStart(line - 1);
    const text = context.text.slice(line, context.lineEnd(line));
    if (
      !/^\s*(\/\/|\/\*).*(-next-line|@ts-(ignore|expect-error)|(prettier|biome)-ignore|ignore next)/.test(
        text,
      )
    )
      break;
    start = line + present(/^\s*/.exec(text))[0].length;
  }
  return start;
}

/** What holds the step's range and can have a comment line above it: the innermost such that starts its line. */
function anchorOf({ range }: StepOf<'marker'>, context: FileContext): Node {
  const startsLine = (node: Node) => isPlace(node, context) && context.startsLine(node.start);
  const innermost = context.tree.around(range, (node) => isPlace(node, context));
  const own = context.tree.around(range, startsLine);
  if (own || !innermost) return own ?? context.tree.program;
  const line = context.lineStart(innermost.start);
  const siblings = statementsOf(present(context.tree.parent(innermost)));
  // The first of the statements on the line speaks for the others.
  return (
    siblings.find((node) => context.lineStart(node.start) === line && context.startsLine(node.start)) ??
    innermost
  );
}

/** Places between which a `//` comment is a comment: in JSX, text between tags is not one of them, attributes are. */
function isPlace(node: Node, context: FileContext): boolean {
  const parent = context.tree.parent(node);
  if (!parent) return false;
  if (
    /^(ObjectExpression|ClassBody|TSInterfaceBody|TSTypeLiteral|TSEnumDeclaration|TSEnumBody)$/.test(
      parent.type,
    )
  ) {
    return !/^Identifier$/.test(node.type);
  }
  if (parent.type === 'JSXOpeningElement')
    return node.type === 'JSXAttribute' || node.type === 'JSXSpreadAttribute';
  return parent.type === 'SwitchStatement' ? node.type === 'SwitchCase' : statementsOf(parent).includes(node);
}

/** The comment lines right above, single and joined, to find a marker that is there already. */
function commentLinesAbove(offset: number, context: FileContext): string[] {
  const lines: string[] = [];
  for (let start = context.lineStart(offset); start > 0;) {
    start = context.lineStart(start - 1);
    const line = context.text.slice(start, context.lineEnd(start)).trim();
    if (!line.startsWith('//')) break;
    lines.unshift(line);
  }
  return lines.flatMap((_, from) =>
    lines.slice(from).map((__, count) => lines.slice(from, from + count + 1).join('\n')),
  );
}
