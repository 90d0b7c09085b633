import type { Row, Verdict } from './judge.js';

/** A line of the page: what is said of both tools. */
export interface Line {
  name: string;
  asyncshift: string;
  codeFixes: string;
}

/** What the page says of a case. */
export function lineOf({ name, asyncshift, codeFixes }: Row): Line {
  return { name, asyncshift: words(asyncshift), codeFixes: words(codeFixes) };
}

/** The lines of a page. */
export function linesOf(page: string): Line[] {
  const [, table = ''] = page.split('| --- | --- | --- |\n');
  return [...table.matchAll(/^\| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(
    ([, name = '', asyncshift = '', codeFixes = '']) => ({ name, asyncshift, codeFixes }),
  );
}

/** The page that shows what both tools made of each case. */
export function page(lines: readonly Line[], typescript: string): string {
  const right = (of: (line: Line) => string) => lines.filter((line) => of(line) === 'right').length;
  return `# Side by side with TypeScript's own code fixes

TypeScript's language service has quick fixes for code that lacks an \`await\` or an \`async\`. Here they are applied, all of
a kind at once, until none is left, to the fixtures of asyncshift's whole-program analysis. They are given a start: the imports
name the asynchronous database already, and every call of it is awaited, in whatever function it stands. Every program is then
type-checked and run. It is right if it has no new type error and prints the same, in the same order, as before.

| | right | of |
| --- | ---: | ---: |
| asyncshift | ${right(({ asyncshift }) => asyncshift)} | ${lines.length} |
| TypeScript ${typescript}'s code fixes | ${right(({ codeFixes }) => codeFixes)} | ${lines.length} |

The code fixes are right where types complain. They do not see what types allow: a promise that is dropped, a condition or
a callback's result that is always true, a promise printed or stored in place of its value. Where a case's name begins with
\`wall\`, there is no asynchronous form in sight: asyncshift leaves a marker and a report there, as it should, and the program
is not right until a person has followed it.

| fixture | asyncshift | TypeScript's code fixes |
| --- | --- | --- |
${lines.map(({ name, asyncshift, codeFixes }) => `| ${name} | ${asyncshift} | ${codeFixes} |`).join('\n')}

Made by \`npx tsx bench/side-by-side.ts\`.
`;
}

function words(verdict: Verdict): string {
  const { typeErrors, same, walls } = verdict;
  if (typeErrors === 0 && same) return 'right';
  const told = walls > 0 ? [`${walls} ${walls === 1 ? 'wall' : 'walls'} reported`] : [];
  const errors = typeErrors > 0 ? [`${typeErrors} type ${typeErrors === 1 ? 'error' : 'errors'}`] : [];
  return [...told, ...errors, ...(same ? [] : ['does something else'])].join(', ');
}
