import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { x } from 'tinyexec';
import { planSchema, type Plan } from '../../src/plan/plan.js';
import type { Check, Verdict } from '../../src/verify/verdict.js';
import { mapLines } from '../../src/verify/static/line-map.js';
import { measure } from '../measure.js';
import { compareByHand, explanationsFor, type Comparison } from './by-hand.js';
import { checkOut, install, putBack, textAt, type Places } from './checkout.js';
import { lintPromises } from './lint.js';
import type { Repository } from './repositories.js';

/** What was found on a repository. Plain data: kept as JSON between runs. */
export interface Findings {
  name: string;
  commit: string;
  api: string;
  /** Files that were analysed. */
  files: number;
  changed: number;
  /** What waits from now on, and what would have to and cannot: the walls. */
  sites: number;
  steps: number;
  awaits: number;
  /** How many there are, by code. */
  walls: Record<string, number>;
  hazards: Record<string, number>;
  /** Every wall, as it is told. */
  wallMessages: string[];
  unparsable: string[];
  /** The two checks of `asyncshift verify`. */
  types: Check;
  promises: Check;
  /** What typescript-eslint says of promises after the change, did not say before, and no wall or hazard tells of. */
  newPromises: string[];
  /** What walls and hazards tell of, of the same. */
  toldPromises: number;
  /** The checks of `asyncshift verify --run`, or why there are none. */
  tests: Check[] | string;
  /** Steps that a second run still finds. */
  stepsAgain: number;
  seconds: number;
  memory: number;
  byHand?: { says: string; commit: string } & Comparison;
}

const cli = path.resolve('bin/asyncshift.js');
/** Steps of kinds that wait for something. */
const waits = new Set([
  'await',
  'await-using',
  'for-await',
  'collect',
  'construct',
  'helper-call',
  'helper-call-if-present',
  'split-result',
  'read-through',
  'set-up',
]);

/** Migrates a repository in a folder and finds out what came of it; the repository is put back. */
export async function measureRepository(repository: Repository, places: Places): Promise<Findings> {
  const root = await checkOut(repository, places);
  const folder = path.join(root, repository.folder ?? '.');
  const args = [cli, ...(repository.options ?? []), ...repository.paths];
  try {
    const { stdout, wall, memory } = await measure(folder, [...args, '--json'], [0, 1]);
    const plan = planSchema.parse(JSON.parse(stdout));
    const changed = [...new Set(plan.steps.map(({ file }) => file))];
    const before = lintPromises(plan.root, changed);
    await run(folder, [...args, '--write']);
    await install(root, repository);
    const after = lintPromises(plan.root, [...changed, ...plan.newFiles.map(({ file }) => file)]);
    const again = planSchema.parse(JSON.parse(await run(folder, [...args, '--json'])));
    const [types, promises] = (await verdictOf(folder, [])).checks;
    if (types === undefined || promises === undefined) throw new Error('verify tells of no types');
    return {
      name: repository.name,
      commit: repository.commit,
      api: repository.api,
      ...counts(plan),
      unparsable: after.unparsable.filter((one) => !before.unparsable.includes(one)),
      types,
      promises,
      ...(await newPromises(
        plan,
        repository.commit,
        before.promises,
        after.promises,
        explainedLines(promises),
      )),
      tests: await testsOf(repository, folder),
      stepsAgain: again.steps.filter(({ kind }) => kind !== 'marker').length,
      seconds: wall,
      memory,
      ...(await byHandOf(repository, plan)),
    };
  } finally {
    await putBack(root, repository.commit);
  }
}

function counts(plan: Plan) {
  const waiting = plan.steps.filter(({ kind }) => waits.has(kind));
  return {
    files: Object.keys(plan.files).length,
    changed: new Set(plan.steps.map(({ file }) => file)).size,
    sites: waiting.length + plan.walls.length,
    steps: plan.steps.length,
    awaits: plan.steps.filter(({ kind }) => kind === 'await').length,
    walls: byCode(plan.walls),
    hazards: byCode(plan.hazards),
    wallMessages: plan.walls.map(({ code, file, line, message }) => `${code} ${file}:${line} ${message}`),
  };
}

function byCode(remarks: readonly { code: string }[]): Record<string, number> {
  const codes: Record<string, number> = {};
  for (const { code } of remarks) codes[code] = (codes[code] ?? 0) + 1;
  return codes;
}

async function testsOf({ tests }: Repository, folder: string): Promise<Check[] | string> {
  if ('not' in tests) return tests.not;
  return (await verdictOf(folder, ['--run', tests.run, '--repeat', '--timeout', '3600'])).checks;
}

async function byHandOf({ byHand, commit, name }: Repository, plan: Plan): Promise<Pick<Findings, 'byHand'>> {
  if (byHand === undefined) return {};
  const explanations = explanationsFor(path.resolve('bench/real/explanations'), name);
  const commits = { before: commit, after: byHand.commit };
  const files = Object.keys(plan.files).filter((file) => existsSync(path.join(plan.root, file)));
  return { byHand: { ...byHand, ...(await compareByHand(plan.root, files, commits, explanations)) } };
}

async function verdictOf(folder: string, args: readonly string[]): Promise<Verdict> {
  return JSON.parse(await run(folder, [cli, 'verify', '--json', ...args], [0, 1, 2])) as Verdict;
}

async function run(cwd: string, args: readonly string[], codes: readonly number[] = [0, 1]): Promise<string> {
  const { exitCode, stdout, stderr } = await x(process.execPath, [...args], { nodeOptions: { cwd } });
  if (!codes.includes(exitCode ?? -1)) throw new Error(`${args.join(' ')} ended with ${exitCode}: ${stderr}`);
  return stdout;
}

/**
 * What the second list tells of and the first does not, by the lines that were theirs: in all, and what no wall or hazard tells of.
 * @param explained the lines, `file:line`, where a value arrives that a wall left as a promise
 */
async function newPromises(
  plan: Plan,
  commit: string,
  before: readonly string[],
  after: readonly string[],
  explained: ReadonlySet<string>,
) {
  const known = before.map(lineOf);
  const told = [...plan.walls, ...plan.hazards];
  let toldPromises = 0;
  const untold: string[] = [];
  for (const one of after) {
    const { file, line, text } = lineOf(one);
    const old = (await textAt(plan.root, commit, file)) ?? '';
    const map = mapLines(old, readFileSync(path.join(plan.root, file), 'utf8'));
    const isAt = (place: { file: string; line: number }) =>
      place.file === file && map.corresponds(place.line - 1, line - 1);
    const at = known.findIndex((place) => place.text === text && isAt(place));
    if (at >= 0) known.splice(at, 1);
    else if (told.some(isAt) || explained.has(`${file}:${line}`)) toldPromises += 1;
    else untold.push(one);
  }
  return { newPromises: untold, toldPromises };
}

/** The lines of what `asyncshift verify` finds explained by walls, which follows values from there. */
function explainedLines({ details }: Check): Set<string> {
  return new Set(details.flatMap((line) => /^explained by AS\d+: (.*?:\d+):/.exec(line)?.[1] ?? []));
}

function lineOf(found: string): { file: string; line: number; text: string } {
  const [, file = '', line = '', text = ''] = /^(.*?):(\d+) (.*)$/s.exec(found) ?? [];
  return { file, line: Number(line), text };
}
