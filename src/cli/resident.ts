import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Plan } from '../plan/plan.js';
import { describeSystemError, discover, findProjectRoot, readSource, toPosix } from '../project/index.js';
import { CommandFailure, succeeded } from './command-failure.js';
import { configured, rememberedConfigs } from './configuration.js';
import type { Stages } from './stages.js';

/** What is asked about one file. Relative names count from where the process stands. */
export interface FileQuestion {
  file: string;
  /** The file's text, if it is not what is on disk: an editor's unsaved one. */
  text?: string;
  /** Texts of other files that are not what is on disk. */
  unsaved?: Readonly<Record<string, string>>;
  /** What may change: the whole project, as under `asyncshift .` (the default), or this file alone. */
  scope?: 'project' | 'file';
  tsconfig?: string;
  to?: string;
  also?: readonly string[];
  pool?: 'null';
  parallel?: boolean;
  drivers?: Readonly<Record<string, string>>;
}

/** What there is to say about one file. */
export interface FileRemarks {
  walls: Plan['walls'];
  hazards: Plan['hazards'];
  notes: Plan['notes'];
}

export interface FileAnalysis extends FileRemarks {
  steps: Plan['steps'];
}

export interface FileRewriting extends FileRemarks {
  /** The file's text after the change, without byte order mark. */
  text: string;
  changed: boolean;
  /** Files that come with the change, such as helpers, by name in the project. */
  newFiles: { file: string; text: string }[];
  /** Other files of the project that change too, by name in the project. */
  alsoChanges: string[];
}

interface Found {
  plan: Plan;
  /** The file's name in the plan. */
  name: string;
  text: string;
}

/** Answers questions about single files, and keeps the program in memory from one to the next. */
export class Resident {
  readonly #stages: Stages;
  readonly #cwd: string;
  readonly #loadConfig = rememberedConfigs();
  /** A token for each project: see `AnalysisRequest.memory`. */
  readonly #memories = new Map<string, object>();

  constructor(stages: Stages, cwd: string) {
    this.#stages = stages;
    this.#cwd = cwd;
  }

  /**
   * Says what has to change in a file, and what remarks there are.
   * @throws CommandFailure if the file, the project or its texts are not in order
   */
  async analyse(question: FileQuestion): Promise<FileAnalysis> {
    const { plan, name } = await this.#find(question);
    return { steps: plan.steps.filter((step) => step.file === name), ...remarks(plan, name) };
  }

  /**
   * Rewrites a file, without writing it.
   * @throws CommandFailure if the file, the project or its texts are not in order
   */
  async rewrite(question: FileQuestion): Promise<FileRewriting> {
    const { plan, name, text } = await this.#find(question);
    const steps = plan.steps.filter((step) => step.file === name);
    const { files, failures } = await this.#stages.rewrite({ ...plan, steps, newFiles: [] }, () => text);
    if (failures.length > 0) throw new CommandFailure(failures);
    const [rewritten] = files;
    return {
      text: rewritten?.after ?? text,
      changed: rewritten !== undefined,
      newFiles: plan.newFiles.map((added) => ({ file: added.file, text: added.text })),
      alsoChanges: [...new Set(plan.steps.map((step) => step.file))].filter((file) => file !== name),
      ...remarks(plan, name),
    };
  }

  async #find({ file: given, scope = 'project', ...question }: FileQuestion): Promise<Found> {
    const file = this.#locate(given);
    const folder = findProjectRoot(path.dirname(file));
    const paths = scope === 'file' ? [file] : [folder, file];
    const { tsconfig, exclude, pool, parallel, drivers, profiles } = await configured(
      {
        paths,
        tsconfig: question.tsconfig,
        to: question.to,
        also: question.also,
        pool: question.pool,
        parallel: question.parallel,
        drivers: { ...question.drivers },
      },
      this.#cwd,
      this.#loadConfig,
    );
    const project = succeeded(await discover(paths, this.#cwd, { tsconfig, exclude }));
    const texts = new Map(
      Object.entries(question.unsaved ?? {}).map(([name, text]) => [toPosix(this.#locate(name)), bare(text)]),
    );
    if (question.text !== undefined) texts.set(toPosix(file), bare(question.text));
    const text = texts.get(toPosix(file)) ?? succeeded(readSource(file)).text;
    const { plan } = succeeded(
      await this.#stages.analyse({
        root: toPosix(project.root),
        files: project.files.map(toPosix),
        named: [toPosix(file)],
        tsconfig: project.tsconfig,
        siblings: project.siblings,
        options: { pool, parallel, drivers },
        profiles,
        entries: project.entries,
        texts,
        memory: this.#memoryOf(project.root, project.tsconfig),
      }),
    );
    return { plan, name: toPosix(path.relative(project.root, file)), text };
  }

  #locate(given: string): string {
    const file = path.resolve(this.#cwd, given);
    try {
      return realpathSync(file);
    } catch (error) {
      const message = `The file cannot be read: ${describeSystemError(error)}. Save it once, so that it has a place in the project.`;
      throw new CommandFailure([{ file, message }]);
    }
  }

  #memoryOf(root: string, tsconfig: string | undefined): object {
    const key = JSON.stringify([root, tsconfig]);
    const memory = this.#memories.get(key) ?? {};
    this.#memories.set(key, memory);
    return memory;
  }
}

function remarks({ walls, hazards, notes }: Plan, name: string): FileRemarks {
  const here = (remark: { file: string }) => remark.file === name;
  return { walls: walls.filter(here), hazards: hazards.filter(here), notes: notes.filter(here) };
}

/** Editors hand over texts without a byte order mark or with one; the Plan counts without. */
function bare(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
