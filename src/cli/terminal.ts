import { realpathSync } from 'node:fs';
import path from 'node:path';
import { Chalk, supportsColor, supportsColorStderr, type ChalkInstance } from 'chalk';
import type { OnProgress } from '../plan/progress.js';
import { isInside, type Failure } from '../project/index.js';
import { ProgressBar } from './progress-bar.js';

/** Where text goes: `process.stdout`, or a string in tests. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  /** How many characters fit in a line of a terminal. */
  columns?: number;
}

/** The styles of everything asyncshift prints, by meaning. */
export interface Styles {
  heading: ChalkInstance;
  added: ChalkInstance;
  removed: ChalkInstance;
  hunk: ChalkInstance;
  code: ChalkInstance;
  place: ChalkInstance;
  faint: ChalkInstance;
  good: ChalkInstance;
  bad: ChalkInstance;
  warning: ChalkInstance;
}

export interface TerminalOptions {
  stdout: Output;
  stderr: Output;
  /** File names are shown relative to this folder. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Milliseconds, from any beginning: what long work is measured with. */
  now?: () => number;
  /** `--color` or `--no-color`; nothing: when it goes to a terminal. */
  color?: boolean;
}

/** The one place for what text looks like and where it goes: results on standard output, progress and errors on standard error. */
export class Terminal {
  readonly styles: Styles;
  readonly #errorStyles: Styles;
  readonly #options: TerminalOptions;
  #bar: ProgressBar | undefined;

  /** The colour flag this terminal was made with. */
  get color(): boolean | undefined {
    return this.#options.color;
  }

  constructor(options: TerminalOptions) {
    this.#options = { ...options, cwd: realpathSync(options.cwd) };
    this.styles = makeStyles(colorLevel(options, options.stdout, supportsColor));
    this.#errorStyles = makeStyles(colorLevel(options, options.stderr, supportsColorStderr));
  }

  /** Prints a line of the result. */
  print(line = ''): void {
    this.printRaw(`${line}\n`);
  }

  /** Prints a piece of the result as it is. */
  printRaw(text: string): void {
    this.#bar?.clear();
    this.#options.stdout.write(text);
  }

  /** Says what is going on, or what to do next. */
  progress(line: string): void {
    this.#bar?.clear();
    this.#options.stderr.write(`${this.#errorStyles.faint(line)}\n`);
  }

  /** Does work that says how far it is: on a terminal, a bar shows that of work which takes longer than a second. */
  async during<T>(work: (onProgress?: OnProgress) => Promise<T>): Promise<T> {
    const { stderr, env, now = () => performance.now() } = this.#options;
    if (stderr.isTTY !== true || env['TERM'] === 'dumb') return work();
    const columns = () => stderr.columns ?? 80;
    const bar = new ProgressBar({ write: (text) => stderr.write(text), now, columns });
    this.#bar = bar;
    try {
      return await work(bar.update);
    } finally {
      bar.end();
      this.#bar = undefined;
    }
  }

  /** Prints failures: where, then what and what to do. */
  fail(failures: readonly Failure[]): void {
    this.#bar?.clear();
    const { bad, place } = this.#errorStyles;
    for (const { file, line, message } of failures) {
      const where = file === undefined ? '' : `${place(this.place(file, line))}: `;
      this.#options.stderr.write(`${bad('error')} ${where}${message}\n`);
    }
  }

  /** Whether all of the files lie below the folder the user stands in. */
  holds(files: readonly string[]): boolean {
    return files.every((file) => isInside(this.#options.cwd, file));
  }

  /** A file name as the user would write it, with a line when there is one. */
  place(file: string, line?: number): string {
    const { cwd } = this.#options;
    const shown = isInside(cwd, file) ? path.relative(cwd, file) || '.' : file;
    return line === undefined ? shown : `${shown}:${line}`;
  }
}

function makeStyles(level: ChalkInstance['level']): Styles {
  const chalk = new Chalk({ level });
  return {
    heading: chalk.bold,
    added: chalk.green,
    removed: chalk.red,
    hunk: chalk.cyan,
    code: chalk.yellow,
    place: chalk.cyan,
    faint: chalk.dim,
    good: chalk.green,
    bad: chalk.red.bold,
    warning: chalk.yellow.bold,
  };
}

/** The flag decides, then NO_COLOR (https://no-color.org), then FORCE_COLOR, then whether it is a terminal. */
function colorLevel(
  { color, env }: TerminalOptions,
  output: Output,
  support: typeof supportsColor,
): ChalkInstance['level'] {
  const best = support === false ? 1 : support.level;
  if (color !== undefined) return color ? best : 0;
  if (env['NO_COLOR']) return 0;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] === '0' ? 0 : best;
  return output.isTTY === true && env['TERM'] !== 'dumb' ? best : 0;
}
