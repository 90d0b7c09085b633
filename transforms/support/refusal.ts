/**
 * A step that cannot be carried out as it stands. Thrown inside a transform, turned into a value at the file's border:
 * the file is then left as it is.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
