import type { LoaderOptionLike } from '../sql/loader-option.js';
import { mergeTrees, type LoaderNode, type LoaderTree, type Strategy } from './loader-tree.js';
import type { Relationship } from './relationship.js';

interface Step {
  readonly relationship: Relationship | '*';
  readonly strategy: Strategy;
  readonly innerJoin: boolean;
  readonly branches: readonly LoaderOption[];
}

/** How relationships are loaded, along a path: `selectinload(User.rel.posts).joinedload(Post.rel.tags)`. */
export class LoaderOption implements LoaderOptionLike<LoaderTree> {
  readonly isLoaderOption = true;

  /** @internal Use {@link selectinload} and its like. */
  constructor(private readonly steps: readonly Step[]) {}

  #then(relationship: Relationship | '*', strategy: Strategy, innerJoin = false): LoaderOption {
    return new LoaderOption([...this.steps, { relationship, strategy, innerJoin, branches: [] }]);
  }

  selectinload(relationship: Relationship): LoaderOption {
    return this.#then(relationship, 'selectin');
  }
  joinedload(relationship: Relationship, options: { innerjoin?: boolean } = {}): LoaderOption {
    return this.#then(relationship, 'joined', options.innerjoin);
  }
  lazyload(relationship: Relationship): LoaderOption {
    return this.#then(relationship, 'lazy');
  }
  raiseload(relationship: Relationship | '*'): LoaderOption {
    return this.#then(relationship, 'raise');
  }
  noload(relationship: Relationship): LoaderOption {
    return this.#then(relationship, 'noload');
  }
  /** Options for several relationships of the class the path has led to. */
  options(...branches: LoaderOption[]): LoaderOption {
    const last = this.steps.at(-1) as Step;
    return new LoaderOption([
      ...this.steps.slice(0, -1),
      { ...last, branches: [...last.branches, ...branches] },
    ]);
  }

  /** The option as a tree, to be followed while loading. */
  toTree(): LoaderTree {
    return this.steps.reduceRight<LoaderTree>((tree, { relationship, strategy, innerJoin, branches }) => {
      const below = branches.reduce((merged, branch) => mergeTrees(merged, branch.toTree()), tree);
      const node: LoaderNode = { strategy, innerJoin, tree: below };
      return new Map([[relationship === '*' ? relationship : relationship.declared, node]]);
    }, new Map());
  }
}

const start = new LoaderOption([]);

/** Loads a relationship with one more SELECT … WHERE … IN for all objects at once. */
export function selectinload(relationship: Relationship): LoaderOption {
  return start.selectinload(relationship);
}
/** Loads a relationship with the same SELECT, by an outer join (an inner one with `innerjoin`). */
export function joinedload(relationship: Relationship, options: { innerjoin?: boolean } = {}): LoaderOption {
  return start.joinedload(relationship, options);
}
/** Loads a relationship when it is read. */
export function lazyload(relationship: Relationship): LoaderOption {
  return start.lazyload(relationship);
}
/** Makes reading a relationship that is not loaded an error; `'*'` stands for all. */
export function raiseload(relationship: Relationship | '*'): LoaderOption {
  return start.raiseload(relationship);
}
/** Leaves a relationship empty. */
export function noload(relationship: Relationship): LoaderOption {
  return start.noload(relationship);
}

/** The options of a SELECT as one tree. */
export function treeOf(options: readonly LoaderOptionLike[]): LoaderTree {
  return options.reduce<LoaderTree>(
    (tree, option) => mergeTrees(tree, option.toTree() as LoaderTree),
    new Map(),
  );
}
