import type { RelationshipProperty } from './property.js';
import type { Relationship } from './relationship.js';

/** How a relationship is loaded. */
export type Strategy = 'lazy' | 'joined' | 'selectin' | 'raise' | 'noload';

/** What options say about one relationship, and about those of the objects it leads to. */
export interface LoaderNode {
  readonly strategy: Strategy;
  readonly innerJoin: boolean;
  readonly tree: LoaderTree;
}

/** What the options of a SELECT say about the relationships of one entity. `'*'` is for all that are not named. */
export type LoaderTree = ReadonlyMap<Relationship | '*', LoaderNode>;

/** Strategies of `relationship({ lazy })`. */
const DECLARED: Record<string, Strategy> = {
  select: 'lazy',
  joined: 'joined',
  selectin: 'selectin',
  raise: 'raise',
  noload: 'noload',
};

/** How a relationship is to be loaded: as the options say, or else as it was declared. */
export function loaderFor(property: RelationshipProperty, tree: LoaderTree | undefined): LoaderNode {
  const given = tree?.get(property.relationship) ?? tree?.get('*');
  return given ?? { strategy: DECLARED[property.lazy] ?? 'lazy', innerJoin: false, tree: new Map() };
}

/** Merges two trees; what the second says counts. */
export function mergeTrees(first: LoaderTree, second: LoaderTree): LoaderTree {
  const merged = new Map(first);
  for (const [key, node] of second) {
    const before = merged.get(key);
    merged.set(key, before === undefined ? node : { ...node, tree: mergeTrees(before.tree, node.tree) });
  }
  return merged;
}
