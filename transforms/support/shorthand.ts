import type { MergeEdit } from './apply-edits.js';
import type { StepKind } from '../../src/plan/plan.js';
import type { FileContext } from './context.js';
import { RANK } from './ranks.js';
import { keyOf, type Node, type NodeOf, ranged } from './tree.js';

/** Steps that put something else where an identifier stands and mean the value, not the name. */
const ON_VALUES: readonly StepKind[] = ['await', 'rename', 'wrap-call'];

/**
 * Spells out the name where one word is both a name and a value and only the value changes: `{ posts }` becomes
 * `{ posts: await posts }`, `import { a }` becomes `import { a as b }`, `export { a }` becomes `export { b as a }`.
 */
export function shorthandEdits(edits: readonly MergeEdit[], context: FileContext): MergeEdit[] {
  const touched = new Set(edits.map(({ range }) => keyOf(range)));
  const places = new Map(
    context.steps
      .filter(({ kind, range }) => ON_VALUES.includes(kind) && touched.has(keyOf(range)))
      .map(({ range }) => [keyOf(range), range]),
  );
  return [...places.values()].flatMap((range) => {
    const identifier = context.tree.at(range).find(({ type }) => type === 'Identifier');
    const name = context.slice(range);
    const spelled = identifier && spellOut(identifier, name, context);
    if (!spelled) return [];
    const parts = spelled === 'after' ? [range, ` as ${name}`] : [spelled, range];
    return [{ range, parts, rank: RANK.shorthand }];
  });
}

/** The text to put before the identifier, or that the name comes after it; nothing where it is not both. */
function spellOut(identifier: Node, name: string, context: FileContext): string | undefined {
  for (const node of context.tree.ancestors(identifier)) {
    if (node.type === 'ObjectProperty') return node.shorthand ? `${name}: ` : undefined;
    if (node.type === 'ImportSpecifier') return isOneName(node) ? `${name} as ` : undefined;
    if (node.type === 'ExportSpecifier') return isOneName(node) ? 'after' : undefined;
    // `{ posts = [] }`: the default stands between the name and the property.
    if (node.type !== 'AssignmentPattern' || node.start !== identifier.start) return undefined;
  }
  return undefined;
}

/** `type Session` is one name as well, with a modifier before it. */
function isOneName(specifier: NodeOf<'ImportSpecifier' | 'ExportSpecifier'>): boolean {
  const outer = specifier.type === 'ImportSpecifier' ? specifier.imported : specifier.exported;
  return !specifier.local || ranged(specifier.local).start === ranged(outer).start;
}
