import type { Range } from '../../src/plan/plan.js';
import type { MergeEdit } from './apply-edits.js';
import type { FileContext } from './context.js';
import type { Clause, ImportedName } from './import-clauses.js';
import type { ClausePlan, ImportPlan, NewStatement, Wanted } from './import-plan.js';
import { afterLineEnd, restOfLine, statementRemoval } from './layout.js';
import { appendToList, removeFromList } from './lists.js';
import { RANK } from './ranks.js';
import { type Node, ranged } from './tree.js';
import { present } from './present.js';

/** The edits that make a clause what the plan says. */
export function clauseEdits(one: ClausePlan, plan: ImportPlan, context: FileContext): MergeEdit[] {
  const { clause, behind } = one;
  const statements = behind.map((statement) => print(statement, clause, context));
  if (one.gone) return removal(one, statements, plan, context);
  return [
    ...sourceEdits(one, context),
    ...nameEdits(one, context),
    ...insertion(clause, statements, context),
  ];
}

/** New imports in a file that has none: below the comment that heads the file and its directives. */
export function topEdits({ atTop }: ImportPlan, context: FileContext): MergeEdit[] {
  if (atTop.length === 0) return [];
  const at = topOf(context);
  const lines = atTop.map((statement) => `${print(statement, undefined, context)}${context.eol}`);
  const text = `${lines.join('')}${at < context.text.length ? context.eol : ''}`;
  return [{ range: { start: at, end: at }, parts: [text], rank: RANK.replace }];
}

function topOf(context: FileContext): number {
  const { text } = context;
  const { directives = [], interpreter } = context.tree.program as unknown as {
    directives?: Range[];
    interpreter?: Range;
  };
  const head = directives.at(-1)?.end ?? interpreter?.end ?? 0;
  let at = head === 0 ? 0 : afterLineEnd(context.lineEnd(head), text);
  if (head > 0 && text.slice(at, context.lineEnd(at)).trim() === '')
    at = afterLineEnd(context.lineEnd(at), text);
  const comment = context.comments.find(({ start }) => start >= at && text.slice(at, start).trim() === '');
  if (!comment) return at;
  const end = afterLineEnd(context.lineEnd(comment.end), text);
  const blank = text.slice(end, context.lineEnd(end)).trim() === '' && end < text.length;
  return blank ? afterLineEnd(context.lineEnd(end), text) : at;
}

function removal(
  { clause }: ClausePlan,
  statements: string[],
  plan: ImportPlan,
  context: FileContext,
): MergeEdit[] {
  const { statement, part } = clause;
  const range = { start: statement.start, end: statement.end };
  const declarators = ((statement as { declarations?: Node[] }).declarations ?? [statement]).map(
    ranged,
  ) as Node[];
  const isGone = (at: number) =>
    plan.clauses.some((other) => other.gone && other.clause.part === declarators[at]);
  const kept = declarators.some((_, at) => !isGone(at));
  if (kept) {
    // The list is edited once, by the first of the declarators that go.
    const first = declarators.findIndex((_, at) => isGone(at));
    const list = { start: present(declarators[0]).start, end: statement.end };
    const cuts = declarators[first] === part ? removeFromList(list, declarators, isGone, context) : [];
    return [...cuts, ...insertion(clause, statements, context)];
  }
  if (declarators[0] !== part) return [];
  const all = plan.clauses
    .filter((other) => other.clause.statement === statement && other.clause !== clause)
    .flatMap((other) => other.behind.map((one) => print(one, other.clause, context)));
  const instead = [...statements, ...all];
  if (instead.length > 0) {
    return [
      {
        range,
        parts: [instead.join(lineBreak(statement, context))],
        discards: [range],
        rank: RANK.statement,
      },
    ];
  }
  const whole = statementRemoval(range, context, { comments: 'stay' });
  return [{ range: whole, parts: [], discards: [whole], rank: RANK.statement }];
}

function insertion({ statement }: Clause, statements: string[], context: FileContext): MergeEdit[] {
  if (statements.length === 0) return [];
  const at = restOfLine(statement.end, context) ?? statement.end;
  const text = statements.map((one) => `${lineBreak(statement, context)}${one}`).join('');
  return [{ range: { start: at, end: at }, parts: [text], rank: RANK.replace }];
}

function lineBreak(statement: Node, context: FileContext): string {
  return `${context.eol}${context.indentAt(statement.start)}`;
}

function sourceEdits({ clause, module }: ClausePlan, context: FileContext): MergeEdit[] {
  if (module === undefined) return [];
  const { start, end } = clause.source;
  const mark = present(context.text[start]);
  return [{ range: { start, end }, parts: [`${mark}${module}${mark}`], rank: RANK.replace }];
}

function nameEdits({ clause, replaced, removed, added }: ClausePlan, context: FileContext): MergeEdit[] {
  const edits = [...replaced].flatMap(([name, wanted]) => replacement(name, wanted, clause, context));
  const named = clause.names.filter(({ form }) => form === 'named');
  const lead = clause.names.find(({ form }) => form === 'default');
  const bracesGo =
    named.length > 0 &&
    named.every((name) => removed.has(name)) &&
    !added.some(({ form }) => form === 'named');
  const { braces } = clause;
  if (lead && removed.has(lead)) {
    const next = present(context.tokensIn({ start: lead.range.end, end: clause.source.start })[1]);
    edits.push(deletion({ start: lead.range.start, end: next.start }));
  }
  const namespace = clause.names.find((name) => name.form === 'namespace' && removed.has(name));
  if (lead && namespace) edits.push(deletion({ start: lead.range.end, end: namespace.range.end }));
  if (lead && bracesGo && braces) edits.push(deletion({ start: lead.range.end, end: braces.end }));
  else edits.push(...bracedEdits(clause, named, removed, added, context));
  for (const { local } of added.filter(({ form }) => form === 'default' && clause.style !== 'require')) {
    edits.push({
      range: { start: present(braces).start, end: present(braces).start },
      parts: [`${local}, `],
      rank: RANK.replace,
    });
  }
  return edits;
}

function bracedEdits(
  clause: Clause,
  named: ImportedName[],
  removed: Set<ImportedName>,
  added: Wanted[],
  context: FileContext,
): MergeEdit[] {
  const { braces, style } = clause;
  const texts = added
    .filter(({ form }) => form !== 'default' || style === 'require')
    .map((wanted) => specifier(wanted, style));
  if (!braces) {
    if (texts.length === 0) return [];
    const { end } = present(clause.names[0]).range;
    return [{ range: { start: end, end }, parts: [`, { ${texts.join(', ')} }`], rank: RANK.replace }];
  }
  const ranges = named.map(({ range }) => range);
  const gone = named.map((name) => removed.has(name));
  if (named.length > 0 && gone.every(Boolean)) {
    // Every name goes and others come: they take the first one's place.
    const [first, ...rest] = texts;
    if (first === undefined) return [];
    const cuts = named.length > 1 ? removeFromList(braces, ranges, (at) => at > 0, context) : [];
    const range = present(ranges[0]);
    const instead = { range, parts: [[first, ...rest].join(', ')], discards: [range], rank: RANK.statement };
    return [instead, ...cuts];
  }
  const kept = ranges.filter((_, at) => !gone[at]);
  const cuts = gone.some(Boolean) ? removeFromList(braces, ranges, (at) => present(gone[at]), context) : [];
  return [...cuts, ...appendToList(braces, kept, texts, context, padding(clause, context))];
}

function replacement(
  name: ImportedName,
  wanted: Wanted,
  { style, typeOnly }: Clause,
  context: FileContext,
): MergeEdit[] {
  const { range, form, property } = name;
  const edit = (at: Range, text: string) => ({
    range: at,
    parts: [text],
    discards: [at],
    rank: RANK.statement,
  });
  switch (form) {
    case 'everything':
      return [];
    case 'member':
      return [edit(range, wanted.local), edit(present(property), wanted.name)];
    case 'named': {
      const text = specifier({ ...wanted, typeOnly: wanted.typeOnly && !typeOnly }, style);
      return [edit(bindingRange(range, context), text)];
    }
    case 'namespace':
      return [edit(range, /^\*/.test(context.slice(range)) ? `* as ${wanted.local}` : wanted.local)];
    case 'default':
      return [edit(range, wanted.local)];
  }
}

/** A binding element without the default value behind it. */
function bindingRange(range: Range, context: FileContext): Range {
  const equals = context.token(range, '=');
  return equals ? { start: range.start, end: present(context.tokenBefore(equals.start)).end } : range;
}

function specifier({ name, local, typeOnly }: Wanted, style: Clause['style']): string {
  if (name === local) return `${typeOnly ? 'type ' : ''}${name}`;
  return style === 'require' ? `${name}: ${local}` : `${typeOnly ? 'type ' : ''}${name} as ${local}`;
}

function print(
  { style, module, typeOnly: saysType, names }: NewStatement,
  like: Clause | undefined,
  context: FileContext,
): string {
  // A statement of nothing but `type` names would still load the module.
  const typeOnly = saysType || names.every((name) => name.typeOnly && name.form === 'named');
  const mark = like ? present(context.text[like.source.start]) : quoteMark(context);
  const end = like ? (context.text[like.statement.end - 1] === ';' ? ';' : '') : context.semicolon;
  const pad = like ? padding(like, context) : ' ';
  const source = `${mark}${module}${mark}`;
  const space = names.find(({ form }) => form === 'namespace');
  const lead = style === 'require' ? undefined : names.find(({ form }) => form === 'default');
  const named = names
    .filter((name) => name !== space && name !== lead)
    .map((name) => specifier({ ...name, typeOnly: name.typeOnly && !typeOnly }, style));
  const braces = named.length > 0 ? [inBraces(named, pad, like, context)] : [];
  if (style === 'require') {
    return `${keyword(like, context)} ${space?.local ?? present(braces[0])} = ${loader(like, source, context)}${end}`;
  }
  const clause = [...(lead ? [lead.local] : []), ...(space ? [`* as ${space.local}`] : []), ...braces].join(
    ', ',
  );
  return `${style}${typeOnly ? ' type' : ''} ${clause} from ${source}${end}`;
}

/** Names in braces: each on a line of its own where one line would be too long, and the statement like this has it so. */
function inBraces(names: string[], pad: string, like: Clause | undefined, context: FileContext): string {
  const given = like?.braces ? context.slice(like.braces) : '';
  const together = `{${pad}${names.join(', ')}${pad}}`;
  if (!like || !/^\{\s*\n/.test(given) || together.length + like.module.length < widthOf(context))
    return together;
  const line = lineBreak(like.statement, context);
  const comma = /,\s*\}$/.test(given) ? ',' : '';
  return `{${line}${context.indentUnit}${names.join(`,${line}${context.indentUnit}`)}${comma}${line}}`;
}

/** How long the file's lines may be, as far as they tell. */
function widthOf({ text }: FileContext): number {
  return Math.max(80, ...text.split('\n').map((line) => line.trimEnd().length));
}

function keyword(like: Clause | undefined, context: FileContext): string {
  return like?.style === 'require'
    ? context.text.slice(like.statement.start, like.part.start).trim() || 'const'
    : 'const';
}

/** `require('m')`, or `await import('m')` where that is what the statement like it does. */
function loader(like: Clause | undefined, source: string, context: FileContext): string {
  const dynamic = like?.style === 'require' && /^await\s/.test(initText(like, context));
  return dynamic ? `await import(${source})` : `require(${source})`;
}

function initText({ part }: Clause, context: FileContext): string {
  const { init } = part as { init?: Node | null };
  return init ? context.slice(ranged(init)) : '';
}

function padding({ braces }: Clause, context: FileContext): string {
  return braces && /^\{\S/.test(context.slice(braces)) && context.slice(braces) !== '{}' ? '' : ' ';
}

/** The quotes that the file's strings have, by the first of them. */
function quoteMark(context: FileContext): string {
  const string = context.tree.nodes.find(
    ({ type }) => type === 'StringLiteral' || type === 'DirectiveLiteral',
  );
  return string && context.text[string.start] === '"' ? '"' : "'";
}

function deletion(range: Range): MergeEdit {
  return { range, parts: [], discards: [range], rank: RANK.statement };
}
