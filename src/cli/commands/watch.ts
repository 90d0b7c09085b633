import { existsSync } from 'node:fs';
import path from 'node:path';
import { watch as watchFiles } from 'chokidar';
import { findProjectRoot, isInside } from '../../project/index.js';
import { CommandFailure } from '../command-failure.js';
import type { Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { prepare } from '../prepare.js';
import { preview, type MigrateOptions } from './migrate.js';

/** What a change of is worth another look: sources, and what says how they are read. */
const matters = /(\.[cm]?[jt]sx?|\.json|ignore)$/;
const neverEntered = /(^|[/\\])(node_modules|\.git|dist)([/\\]|$)/;

/** How long things have to be quiet: an editor that saves all its files is one change. */
const quiet = 50;

/**
 * `asyncshift [paths…] --watch`: shows the change, and again whenever a file of the project has changed, with the program
 * kept in memory in between. What is not in order is told, and the watch goes on.
 * @param signal ends the watch
 */
export async function watch(
  context: Context,
  options: MigrateOptions,
  signal?: AbortSignal,
): Promise<ExitCode> {
  if (options.write)
    throw new CommandFailure('--watch shows the change and writes nothing. Leave out --write.');
  const memory = {};
  const { stages, terminal } = context;
  const remembering: Context = {
    ...context,
    stages: { ...stages, analyse: (request) => stages.analyse({ ...request, memory }) },
  };
  const show = async (): Promise<void> => {
    try {
      preview(context, await prepare(remembering, options), options);
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      terminal.fail(error.failures);
    }
    terminal.progress('Watching for changes. Ctrl+C ends it.');
  };

  const folders = foldersOf(context.cwd, options.paths.length > 0 ? options.paths : ['.']);
  const watcher = watchFiles(folders, {
    ignored: (file, stats) => {
      const inner = path.relative(folders.find((folder) => isInside(folder, file)) ?? context.cwd, file);
      return neverEntered.test(inner) || (stats?.isFile() === true && !matters.test(file));
    },
    ignoreInitial: true,
  });
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  const changes = new Changes();
  watcher.on('all', () => {
    changes.note();
  });
  signal?.addEventListener('abort', () => {
    changes.end();
  });
  try {
    await show();
    while (await changes.next()) await show();
  } finally {
    await watcher.close();
  }
  return ExitCode.done;
}

/** The projects that the paths belong to; a pattern is looked for where the user stands. */
function foldersOf(cwd: string, paths: readonly string[]): string[] {
  const places = paths.map((given) => path.resolve(cwd, given));
  return [...new Set(places.map((place) => findProjectRoot(existsSync(place) ? place : cwd)))];
}

/** Changes as they come in: many at once count as one. */
class Changes {
  #pending = false;
  #ended = false;
  #wake: (() => void) | undefined;

  note(): void {
    this.#pending = true;
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Waits for a change, and until no more come. @returns whether there was one, and not the end */
  async next(): Promise<boolean> {
    while (!this.#pending && !this.#ended) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    while (this.#pending && !this.#ended) {
      this.#pending = false;
      await new Promise((resolve) => setTimeout(resolve, quiet));
    }
    return !this.#ended;
  }
}
