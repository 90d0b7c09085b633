/** An option of `select().options(…)`, understood by the ORM only. */
export interface LoaderOptionLike {
  readonly isLoaderOption: true;
}
