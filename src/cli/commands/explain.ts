import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CommandFailure } from '../command-failure.js';
import type { Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import type { Styles } from '../terminal.js';

/**
 * `asyncshift explain CODE`: prints the page of a wall, hazard or note. Without colours it is printed as it is written,
 * in Markdown.
 * @throws CommandFailure naming the codes when there is none of that name
 */
export function explain({ terminal, packageRoot }: Context, given: string): ExitCode {
  const code = given.toUpperCase();
  const folder = path.join(packageRoot, 'docs', 'codes');
  const known = existsSync(folder) ? readdirSync(folder).filter((name) => /^AS\d{3}\.md$/.test(name)) : [];
  if (!known.includes(`${code}.md`)) {
    const codes = known.map((name) => path.basename(name, '.md')).sort();
    throw new CommandFailure(`There is no code "${given}". The codes are: ${codes.join(', ')}.`);
  }
  const page = readFileSync(path.join(folder, `${code}.md`), 'utf8');
  terminal.printRaw(terminal.styles.heading.level === 0 ? page : rendered(page, terminal.styles));
  return ExitCode.done;
}

/** A page with styles in place of its marks. */
function rendered(page: string, styles: Styles): string {
  let inCode = false;
  const lines: string[] = [];
  for (const line of page.split('\n')) {
    if (line.startsWith('```')) inCode = !inCode;
    else if (inCode) lines.push(line === '' ? '' : `    ${styles.hunk(line)}`);
    else lines.push(renderedLine(line, styles));
  }
  return lines.join('\n');
}

function renderedLine(line: string, { heading, code }: Styles): string {
  const title = /^#+ (.+)$/.exec(line)?.[1];
  if (title !== undefined) return heading(title);
  return line.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1').replace(/`([^`]+)`/g, (_, text: string) => code(text));
}
