/** An option of `select().options(…)`. Only the ORM understands the tree of relationships it stands for. */
export interface LoaderOptionLike<Tree = unknown> {
  readonly isLoaderOption: true;
  toTree(): Tree;
}
