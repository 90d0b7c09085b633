import type { Check } from '../../src/verify/verdict.js';
import type { Difference } from './by-hand.js';
import type { Findings } from './measure-repository.js';

/** docs/real-repositories.md. */
export function page(all: readonly Findings[]): string {
  return `# Real repositories

Public repositories, migrated by one command each, without a change by hand. Written by \`npx tsx bench/real-repositories.ts DIR\`;
which repositories, at which commits, and how their tests are run is in \`bench/real/repositories.ts\`. None of their code is kept here.

A site is a place that waits from now on, or would have to and cannot: that is a wall, and it is named in the code and below.
A type error counts if it is new and no wall explains it; a promise if typescript-eslint's \`no-floating-promises\` or
\`no-misused-promises\` tells of it and did not before, and no wall or hazard does. "By hand" counts calls that people wait for since their migration and
asyncshift's result does not, and the reverse.

| repository | API | files | changed | sites | without a hand | steps | awaits | walls | hazards | new type errors | new promises left | unparsable | tests | seconds | MiB | by hand only | asyncshift only |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |
${all.map(lineOf).join('\n')}

${all.map(sectionOf).join('\n')}`;
}

/** What should not be: what the table wants to be nothing, and differences that nobody has explained. */
export function problemsOf(found: Findings): string[] {
  const open = (found.byHand?.differences ?? []).filter(({ why }) => why === undefined);
  return [
    ...found.unparsable.map((one) => `does not parse: ${one}`),
    ...(found.types.ok ? [] : newOnes(found.types)),
    ...found.newPromises,
    ...(typeof found.tests === 'string'
      ? []
      : found.tests.filter(({ ok }) => !ok).map(({ summary }) => summary)),
    ...(found.stepsAgain === 0 ? [] : [`a second run finds ${found.stepsAgain} steps more`]),
    ...open.map((difference) => `not explained: ${describe(difference)}`),
  ];
}

function lineOf(found: Findings): string {
  const { byHand, sites } = found;
  const walls = total(found.walls);
  const only = (side: Difference['only']) =>
    byHand === undefined
      ? ''
      : byHand.differences.filter((one) => one.only === side).reduce((sum, { count }) => sum + count, 0);
  const cells = [
    `[${found.name}](https://github.com/${found.name}/tree/${found.commit})`,
    found.api,
    found.files,
    found.changed,
    sites,
    sites === 0 ? '' : `${((100 * (sites - walls)) / sites).toFixed(1)} %`,
    found.steps,
    found.awaits,
    walls,
    total(found.hazards),
    found.types.ok ? 0 : newOnes(found.types).length,
    found.newPromises.length,
    found.unparsable.length,
    testsOf(found),
    found.seconds.toFixed(1),
    found.memory.toFixed(0),
    only('by hand'),
    only('asyncshift'),
  ];
  return `| ${cells.join(' | ')} |`;
}

function sectionOf(found: Findings): string {
  const parts = [
    `## ${found.name}\n`,
    `- Types: ${found.types.summary}.`,
    `- Promises: ${found.promises.summary}, by \`asyncshift verify\`; ${found.newPromises.length} new by typescript-eslint, and ${found.toldPromises} that walls and hazards tell of.`,
    ...found.newPromises.map((one) => `    - ${one}`),
    ...(found.types.ok ? [] : newOnes(found.types).map((one) => `    - ${one}`)),
    `- Tests: ${typeof found.tests === 'string' ? found.tests : found.tests.map(({ summary }) => summary).join('; ')}.`,
    `- Walls: ${list(found.walls)}. Hazards: ${list(found.hazards)}.`,
    ...found.wallMessages.map((message) => `    - ${message.replaceAll('|', '\\|')}`),
    ...byHandLines(found),
  ];
  return `${parts.join('\n')}\n`;
}

function byHandLines({ byHand }: Findings): string[] {
  if (byHand === undefined) return [];
  const reasons = new Map<string, number>();
  for (const { only, why, count, ...rest } of byHand.differences) {
    const reason = `only ${only}: ${why ?? `**not explained**, ${describe({ only, count, ...rest })}`}`;
    reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  }
  return [
    `- By hand, ${byHand.commit}: ${byHand.says}. ${byHand.both} calls are waited for in both; ${byHand.rewritten} more in` +
      ' asyncshift’s where people rewrote or removed the call.',
    ...[...reasons].sort(([, a], [, b]) => b - a).map(([reason, count]) => `    - ${count} ${reason}`),
  ];
}

function describe({ only, file, within, callee, count }: Difference): string {
  return `${callee} in ${file}${within === '' ? '' : `, ${within}`} (${count}, only ${only})`;
}

function testsOf({ tests }: Findings): string {
  if (typeof tests === 'string') return 'not run';
  const check = tests.find(({ name }) => name === 'tests') ?? tests.at(-1);
  return check?.summary ?? '';
}

function newOnes({ details }: Check): string[] {
  return details.filter((line) => !line.startsWith('explained by '));
}

function total(codes: Record<string, number>): number {
  return Object.values(codes).reduce((sum, one) => sum + one, 0);
}

function list(codes: Record<string, number>): string {
  const entries = Object.entries(codes).sort(([a], [b]) => a.localeCompare(b));
  return entries.length === 0 ? 'none' : entries.map(([code, count]) => `${code} ${count}`).join(', ');
}
