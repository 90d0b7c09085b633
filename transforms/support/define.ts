import type { API, FileInfo, Options } from 'jscodeshift';
import type { MergeEdit } from './apply-edits.js';
import type { StepKind, StepOf } from '../../src/plan/plan.js';
import type { FileContext, Preparation } from './context.js';
import { runAlone } from './run-alone.js';

export interface TransformDefinition<K extends StepKind = StepKind> {
  /** The file's name without its extension. */
  name: string;
  /** The kinds of step it carries out. */
  kinds: readonly K[];
  /** One sentence. */
  summary: string;
  /** How sure a reader can be of the change as such; a step may be less sure. */
  safety: 'safe' | 'unsafe' | 'manual';
  /** A sample, which `fixtures/<name>/example` runs. */
  before: string;
  after: string;
  /** What its steps mean for other transforms: lines that will be indented otherwise, expressions that come to stand alone. */
  prepare?(steps: readonly StepOf<K>[], context: FileContext): Preparation;
  /**
   * The edits that carry out the steps of one file, given in the Plan's order.
   * @throws Refusal if a step names a place that is not what it says
   */
  edits(steps: readonly StepOf<K>[], context: FileContext): MergeEdit[];
}

/** A module jscodeshift can run, and the definition that asyncshift's own pipeline uses. */
export interface Transform {
  (file: FileInfo, api: API, options: Options): Promise<string | undefined>;
  readonly definition: TransformDefinition;
}

/**
 * Makes a jscodeshift transform of a definition. Under jscodeshift's runner it takes its steps from `--plan=FILE` and
 * makes only the changes of its own kinds.
 */
export function defineTransform<K extends StepKind>(definition: TransformDefinition<K>): Transform {
  // The pipeline hands a definition only steps of the kinds it names.
  const general = definition as unknown as TransformDefinition;
  const transform = (file: FileInfo, _api: API, options: Options) => runAlone([general], file, options);
  return Object.assign(transform, { definition: general });
}
