import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { codes } from '../../src/plan/codes.js';
import { packageRoot } from '../../src/package/root.js';
import { run } from '../cli/harness.js';
import { readPage } from './markdown.js';

const allCodes = Object.keys(codes);

it.each(allCodes)('explain %s prints its page, which is Markdown', async (code) => {
  const page = readPage(`docs/codes/${code}.md`);
  expect(await run(packageRoot, ['explain', code])).toEqual({ code: 0, stdout: page.text, stderr: '' });
});

it.each(allCodes)('explain %s with colours has styles in place of marks, and every word', async (code) => {
  const { stdout } = await run(packageRoot, ['explain', code.toLowerCase(), '--color']);
  const words = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const plain = stripVTControlCharacters(stdout);
  const page = readPage(`docs/codes/${code}.md`);
  // A link is shown as its text.
  const shown = page.text.replaceAll(/^```\w*$/gm, '').replaceAll(/(?<=\])\(\S+\)/g, '');
  expect(words(plain)).toEqual(words(shown));
  expect(plain).not.toMatch(/^#|^```/m);
  for (const { title } of page.headings) expect(stdout).toContain(`\u001B[1m${title}\u001B[22m\n`);
});

it('an unknown code is an error that lists the codes', async () => {
  expect(await run(packageRoot, ['explain', 'AS999'])).toEqual({
    code: 2,
    stdout: '',
    stderr: `error There is no code "AS999". The codes are: ${allCodes.join(', ')}.\n`,
  });
});
