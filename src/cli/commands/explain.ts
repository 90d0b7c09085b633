import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CommandFailure } from '../command-failure.js';
import type { Context } from '../context.js';
import { ExitCode } from '../exit-code.js';

/** `asyncshift explain CODE`: prints the page of a wall, hazard or note. */
export function explain({ terminal, packageRoot }: Context, given: string): ExitCode {
  const code = given.toUpperCase();
  const folder = path.join(packageRoot, 'docs', 'codes');
  const known = existsSync(folder) ? readdirSync(folder).filter((name) => /^AS\d{3}\.md$/.test(name)) : [];
  if (!known.includes(`${code}.md`)) {
    const codes = known.map((name) => path.basename(name, '.md')).sort();
    throw new CommandFailure(`There is no code "${given}". The codes are: ${codes.join(', ')}.`);
  }
  terminal.printRaw(readFileSync(path.join(folder, `${code}.md`), 'utf8'));
  return ExitCode.done;
}
