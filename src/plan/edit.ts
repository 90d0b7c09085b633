import type { Range } from './plan.js';

/**
 * One change of a file's text: the range is replaced by its parts in order. A string stands for itself; a range stands
 * for that piece of the original text with the edits inside it applied. So wrapping keeps what it wraps, moving keeps
 * what it moves, and edits nest.
 */
export interface Edit {
  range: Range;
  parts: readonly (string | Range)[];
  /**
   * Of two edits of the same range the one with the higher rank goes outside. Edits with the same range and rank are
   * nested in the order given, the later outside.
   */
  rank: number;
}
