/**
 * Which edit goes outside when two have the same range. From the inside out: what changes a name, what changes how a
 * member is reached, what makes a call of another, then wrappers (await, a call around) in the order of the Plan's
 * steps, then what places the whole expression or statement anew, and last the comment above it.
 */
export const RANK = {
  replace: 0,
  readThrough: 10,
  helperCall: 20,
  makeAsync: 30,
  wrap: 40,
  shorthand: 50,
  statement: 60,
  semicolon: 80,
  marker: 90,
} as const;
