import { expect } from 'vitest';
import type { CodeBlock } from './markdown.js';
import type { Project } from './programs.js';
import { isShown, shownCommands, type Shell } from './shell.js';

/** Does what a block of a page shows: writes the file it begins with the name of, or runs its commands, which have to print what is shown. */
export async function doAsShown(
  { language, text }: CodeBlock,
  project: Project,
  shell: Shell,
): Promise<void> {
  if (['ts', 'js', 'json'].includes(language)) {
    const name = /^\/\/ (\S+)\n/.exec(text)?.[1];
    if (name === undefined) throw new Error(`The block does not begin with the name of a file:\n${text}`);
    // JSON has no comments: the line is the page's alone.
    project.write({ [name]: language === 'json' ? text.slice(text.indexOf('\n') + 1) : text });
    return;
  }
  expect(language).toBe('console');
  for (const { command, output } of shownCommands(text)) {
    const ran = await shell.run(command);
    // A mismatch is shown as a difference of the texts.
    if (!isShown(ran.output, output)) expect(ran.output, command).toBe(output);
    expect(ran.exitCode, command).toBeLessThan(2);
  }
}
