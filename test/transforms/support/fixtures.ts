import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Range, type Step, stepSchema } from '../../../src/plan/plan.js';

export const FIXTURES = fileURLToPath(new URL('../../../fixtures/', import.meta.url));

/**
 * Where a range is, told by the text it holds: `text` alone, or everything from `from` to behind the next `to`. `nth`
 * counts the places from 0; `within` looks only inside another place.
 */
interface Place {
  text?: string;
  from?: string;
  to?: string;
  nth?: number;
  within?: Place;
}

export interface Fixture {
  transform: string;
  name: string;
  folder: string;
  /** `input.ts`, or with another extension. */
  inputName: string;
  input: string;
  outputPath: string;
  /** What the case expects: another text, the same text, or a refusal. */
  expects: 'change' | 'no-change' | 'refusal';
  places: Record<string, unknown>[];
}

/** All cases of a transform. A file that no case can have is an error. */
export function fixturesOf(transform: string): Fixture[] {
  const root = join(FIXTURES, transform);
  return readdirSync(root)
    .sort()
    .map((name) => {
      const folder = join(root, name);
      const files = readdirSync(folder);
      const inputName = files.find((file) => file.startsWith('input.')) ?? 'input.ts';
      const expects = name.startsWith('skip-')
        ? 'no-change'
        : name.startsWith('refuse-')
          ? 'refusal'
          : 'change';
      const output = expects === 'refusal' ? 'refusal.txt' : inputName.replace('input', 'output');
      const allowed = [inputName, 'steps.json', ...(expects === 'no-change' ? [] : [output])];
      const odd = files.filter((file) => !allowed.includes(file));
      if (odd.length > 0)
        throw new Error(`fixtures/${transform}/${name}: ${odd.join(', ')} should not be there`);
      return {
        transform,
        name,
        folder,
        inputName,
        input: readFileSync(join(folder, inputName), 'utf8'),
        outputPath: join(folder, output),
        expects,
        places: JSON.parse(readFileSync(join(folder, 'steps.json'), 'utf8')) as Record<string, unknown>[],
      };
    });
}

/** What the case's output file says, or what it would say if fixtures are being rewritten. */
export function expected(fixture: Fixture, actual: string): string {
  if (process.env['UPDATE_FIXTURES'] === '1') {
    if (existsSync(fixture.outputPath)) rmSync(fixture.outputPath);
    writeFileSync(fixture.outputPath, actual);
  }
  return readFileSync(fixture.outputPath, 'utf8');
}

/** The fields of a step that name a place beside its own. */
const rangeKeys = new Set([
  'call',
  'tryRange',
  'closeRange',
  'pattern',
  'source',
  'body',
  'test',
  'first',
  'map',
]);

/**
 * Turns a case's compact steps into the Plan's, for its own text or for another form of it. `set` and `as` are the
 * `text` and `to` of a step, whose names the place has taken.
 */
export function stepsFor(
  fixture: Fixture,
  file: string,
  text: string,
  form: (text: string) => string = String,
): Step[] {
  return fixture.places.map((compact, id) => {
    const {
      text: own,
      from,
      to,
      nth,
      within,
      set,
      as,
      ...rest
    } = compact as Place & { set?: string; as?: string };
    const place = { text: own, from, to, nth, within };
    const isPlace = (value: unknown) => typeof value === 'object' && !Array.isArray(value);
    const ranges = Object.entries(rest).filter(([key, value]) => rangeKeys.has(key) && isPlace(value));
    const reads = (rest as { reads?: Record<string, unknown>[] }).reads?.map((read) => ({
      ...read,
      element: locate(read['element'] as Place, text, form),
      target: locate(read['target'] as Place, text, form),
    }));
    const lists = Object.entries(rest).filter(([key]) => key === 'statements' || key === 'list');
    const moves = (rest as { moves?: Record<string, unknown>[] }).moves?.map((move) =>
      located(move, text, form),
    );
    return stepSchema.parse({
      id,
      file,
      safety: 'safe',
      because: { profile: 'fixture', entry: 'fixture' },
      reason: 'fixture',
      ...rest,
      ...(set !== undefined && { text: set }),
      ...(as !== undefined && { to: as }),
      ...Object.fromEntries(ranges.map(([key, value]) => [key, locate(value as Place, text, form)])),
      ...Object.fromEntries(
        lists.map(([key, value]) => [key, (value as Place[]).map((one) => locate(one, text, form))]),
      ),
      ...(reads && { reads }),
      ...(moves && { moves }),
      range: locate(place, text, form),
    });
  });
}

/** A moved parameter, whose fields that are objects name places. */
function located(
  move: Record<string, unknown>,
  text: string,
  form: (text: string) => string,
): Record<string, unknown> {
  const fields = Object.entries(move).map(([key, value]) => [
    key,
    typeof value === 'object' ? locate(value as Place, text, form) : value,
  ]);
  return Object.fromEntries(fields) as Record<string, unknown>;
}

function locate(place: Place, text: string, form: (text: string) => string): Range {
  const { text: own, from, to, nth = 0, within } = place;
  const missing = () => new Error(`place ${JSON.stringify(place)} is not in the text`);
  const area = within ? locate(within, text, form) : { start: 0, end: text.length };
  const first = form(own ?? from ?? '');
  let start = area.start - 1;
  for (let count = 0; count <= nth; count += 1) {
    start = first === '' ? -1 : text.indexOf(first, start + 1);
    if (start === -1 || start > area.end) throw missing();
  }
  if (own !== undefined || to === undefined) return { start, end: start + first.length };
  const second = text.indexOf(form(to), start + first.length);
  if (second === -1) throw missing();
  return { start, end: second + form(to).length };
}
