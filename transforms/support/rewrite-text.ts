import type { Step } from '../../src/plan/plan.js';
import { applyEdits, type EditConflict, type MergeEdit } from './apply-edits.js';
import { semicolonEdits } from './asi.js';
import { FileContext, quote } from './context.js';
import type { TransformDefinition } from './define.js';
import { shiftEdits } from './layout.js';
import { parse } from './parser.js';
import { Refusal } from './refusal.js';
import { shorthandEdits } from './shorthand.js';

export type TextOutcome = { ok: true; text: string } | { ok: false; message: string };

export interface TextRequest {
  /** Only its extension matters, and what messages say. */
  path: string;
  /** Without a byte order mark. */
  text: string;
  /** The file's steps; those of kinds no given transform handles are left out. */
  steps: readonly Step[];
  transforms: readonly TransformDefinition[];
}

/**
 * Carries out the steps of one file and returns its new text, or why it has to stay as it is: a step that does not fit
 * the text, edits that contradict each other, or a result that does not parse. Never throws for anything that the text
 * or the steps can cause.
 */
export function rewriteText({ path, text, steps, transforms }: TextRequest): TextOutcome {
  const handled = steps.filter((step) => transforms.some(({ kinds }) => kinds.includes(step.kind)));
  if (handled.length === 0) return { ok: true, text };
  const context = new FileContext(path, text, handled);
  try {
    const outcome = applyEdits(text, collectEdits(context, transforms));
    if (!outcome.ok) return { ok: false, message: explain(outcome.conflict, context) };
    const complaint = outcome.text === text ? undefined : newComplaint(context, outcome.text);
    return complaint === undefined
      ? outcome
      : { ok: false, message: `the result would not parse: ${complaint}` };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message };
    throw error;
  }
}

function collectEdits(context: FileContext, transforms: readonly TransformDefinition[]): MergeEdit[] {
  const work = transforms
    .map((transform) => ({
      transform,
      steps: context.steps.filter(({ kind }) => transform.kinds.includes(kind)),
    }))
    .filter(({ steps }) => steps.length > 0);
  for (const { transform, steps } of work) {
    const preparation = transform.prepare?.(steps, context);
    if (preparation) context.prepare(preparation);
  }
  const edits = work.flatMap(({ transform, steps }) => transform.edits(steps, context));
  if (!context.isParsed) return edits;
  edits.push(...shorthandEdits(edits, context), ...shiftEdits(context));
  return [...edits, ...semicolonEdits(edits, context)];
}

/**
 * What a parser says against the result that it does not say against the original. A file that no parser here can read
 * is changed only by steps that need no syntax, and then there is nothing to compare with.
 */
function newComplaint(context: FileContext, result: string): string | undefined {
  const after = parse(context.path, result);
  if (!after.ok) return context.isParsed || parse(context.path, context.text).ok ? after.message : undefined;
  if (after.complaints.length === 0) return undefined;
  const before = parse(context.path, context.text);
  const known = before.ok ? [...before.complaints] : [];
  return after.complaints.find((complaint) => {
    const at = known.indexOf(complaint);
    if (at !== -1) known.splice(at, 1);
    return at === -1;
  });
}

function explain({ reason, edit, inside }: EditConflict, context: FileContext): string {
  const where = context.place((inside ?? edit).range.start);
  if (!inside) return `${where}: a step reaches outside the text it is about`;
  const [inner, outer] = [quote(context.slice(inside.range)), quote(context.slice(edit.range))];
  if (reason === 'overlap') return `${where}: two steps change overlapping text, ${outer} and ${inner}`;
  return `${where}: one step changes ${inner} inside ${outer}, which another step replaces`;
}
