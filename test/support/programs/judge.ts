import type { Wall } from '../../../src/plan/plan.js';
import type { Program } from './program.js';
import { sharedFiles } from './program.js';
import { Project, type Problem } from './project.js';
import { run } from './run.js';
import { wallsNamed, withoutMarkers } from './walls.js';

/** What is said of a program that has type errors before anything is done to it. */
const wrongBefore = 'the program itself is wrong';

/** Whether a program is wrong itself, so that it says nothing of its migration. */
export function isWrongItself(problems: readonly string[]): boolean {
  return problems.some((one) => one.startsWith(wrongBefore));
}

/** Judges the migration of programs, many at a time. */
export class Judge {
  readonly #project = new Project();
  #files: ReadonlyMap<string, string> = new Map();

  /**
   * Migrates programs as one project and says of each what is wrong, by its place in the list: it cannot be rewritten, has
   * walls, gets type errors, leaves promises floating, does something else than before, or changes again in a second run.
   */
  async judge(programs: readonly Program[]): Promise<string[][]> {
    try {
      return await this.#judge(programs);
    } catch (error) {
      const [one, ...others] = programs;
      if (one === undefined || others.length === 0) return [[`it cannot be judged: ${String(error)}`]];
      // One of them is at fault.
      const verdicts: string[][] = [];
      for (const alone of programs) verdicts.push(...(await this.judge([alone])));
      return verdicts;
    }
  }

  async #judge(programs: readonly Program[]): Promise<string[][]> {
    const names = programs.map((_program, i) => `p${i}`);
    const verdicts: string[][] = names.map(() => []);
    const blame = (problems: Iterable<Problem>): void => {
      for (const [file, problem] of problems) {
        const own = verdicts[names.indexOf(file?.split('/', 1)[0] ?? '')];
        if (!own) throw new Error(`${file ?? 'the project'}: ${problem}`);
        own.push(problem);
      }
    };
    const before = filesOf(programs, names);
    this.#fill(before);
    const { plan, written } = this.#project.migrate(before.keys());
    blame(written.failures.map(({ file, message }) => [file, `not rewritten: ${message}`]));
    const unexpected = plan.walls.filter(({ file }) => !isWalled(file));
    blame(unexpected.map(({ file, line, code, message }) => [file, `${file}:${line} ${code} ${message}`]));
    const after = new Map([...before, ...written.files.map((one) => [one.file, one.after] as const)]);
    blame(wallProblems(before, after, plan.walls));
    this.#fill(after);

    const entries = programs.map((program, i) => `${names[i] ?? ''}/${entryOf(program)}`);
    const running = Promise.all([run(before, entries), run(after, entries)]);
    const again = this.#project.migrate(after.keys()).written;
    blame([...again.files, ...again.failures].map(({ file }) => [file, `a second run changes ${file}`]));
    const { types, promises } = this.#project.check(after.keys());
    blame([...types, ...promises].filter(([file]) => !isWalled(file)));
    if (types.length > 0) blame(this.#errorsBefore(before));

    const [ranBefore, ranAfter] = await running;
    names.forEach((name, i) => {
      const difference = differenceOf(ranBefore[i] ?? [], ranAfter[i] ?? []);
      if (difference) blame([[name, difference]]);
    });
    return verdicts;
  }

  #errorsBefore(before: ReadonlyMap<string, string>): Problem[] {
    this.#fill(before);
    return this.#project.check(before.keys()).types.map(([file, what]) => [file, `${wrongBefore}: ${what}`]);
  }

  #fill(files: ReadonlyMap<string, string>): void {
    this.#project.fill(files, this.#files);
    this.#files = files;
  }

  close(): void {
    this.#project.remove();
  }
}

/** Whether a file is one whose walls are known. */
function isWalled(file = ''): boolean {
  return /\/walls\.c?ts$/.test(file);
}

/** What is wrong with files whose walls are known: they have others, or more than markers was written. */
function wallProblems(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  walls: readonly Wall[],
): Problem[] {
  const problems: Problem[] = [];
  for (const [file, text] of before) {
    if (!isWalled(file)) continue;
    const found = walls.filter((wall) => wall.file === file).map(({ code }) => code);
    const [named, told] = [wallsNamed(text).join(), found.sort().join()];
    if (named !== told) problems.push([file, `the walls are ${named}, and told of are ${told}: ${text}`]);
    const written = withoutMarkers(after.get(file) ?? '');
    if (written !== text) problems.push([file, `code behind walls is changed: ${written}`]);
  }
  return problems;
}

function filesOf(programs: readonly Program[], names: readonly string[]): Map<string, string> {
  return new Map([
    ...sharedFiles,
    ...programs.flatMap((files, i) =>
      [...files].map(([file, text]) => [`${names[i] ?? ''}/${file}`, text] as const),
    ),
  ]);
}

function entryOf(program: Program): string {
  return [...program.keys()].find((file) => /^main\./.test(file)) ?? '';
}

function differenceOf(before: readonly string[], after: readonly string[]): string | undefined {
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    if (before[i] !== after[i])
      return `line ${i + 1} of what it does: ${JSON.stringify(before[i])} before, ${JSON.stringify(after[i])} after`;
  }
  return undefined;
}
