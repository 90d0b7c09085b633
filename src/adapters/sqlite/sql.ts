/** Tokens of SQL that matter here: what is quoted or a comment, brackets, the end of a statement, words. */
const tokens =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[^]*?(?:\*\/|$)|[();]|[\p{L}_][\p{L}\p{N}_$]*/gu;

/** The words of each statement in a script outside brackets, in capitals. A trigger's body counts as statements of its own. */
export function statementsOf(sql: string): string[][] {
  const statements: string[][] = [[]];
  let depth = 0;
  for (const [token] of sql.matchAll(tokens)) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (token === ';') statements.push([]);
    else if (depth === 0 && /^[\p{L}_]/u.test(token)) statements.at(-1)?.push(token.toUpperCase());
  }
  return statements.filter((words) => words.length > 0);
}

/** The statements of a script, each as it stands there. A trigger's body is part of the statement that creates it. */
export function scriptOf(sql: string): string[] {
  const found: string[] = [];
  let start = 0;
  let words: string[] = [];
  const end = (at: number) => {
    if (words.length > 0) found.push(sql.slice(start, at).trim());
    start = at + 1;
    words = [];
  };
  for (const { 0: token, index } of sql.matchAll(tokens)) {
    if (/^[\p{L}_]/u.test(token)) words.push(token.toUpperCase());
    const [first, ...others] = words;
    const isTrigger = first === 'CREATE' && others.slice(0, 2).includes('TRIGGER');
    const count = (...names: string[]) => words.filter((word) => names.includes(word)).length;
    if (token === ';' && (!isTrigger || count('BEGIN', 'CASE') === count('END'))) end(index);
  }
  end(sql.length);
  return found;
}

/** Whether a script begins a transaction, which stays open after it unless it ends it too. */
export function beginsTransaction(sql: string): boolean {
  const [[first, ...others] = []] = statementsOf(sql);
  return first === 'SAVEPOINT' || (first === 'BEGIN' && others.every((word) => modes.has(word)));
}

const modes = new Set(['DEFERRED', 'IMMEDIATE', 'EXCLUSIVE', 'READONLY', 'TRANSACTION']);

/** Whether a statement gives rows. */
export function givesRows(sql: string): boolean {
  const [words = []] = statementsOf(sql);
  const verbs = words[0] === 'WITH' ? words.filter((word) => mainVerbs.has(word)) : words;
  return readingVerbs.has(verbs[0] ?? '') || words.includes('RETURNING');
}

const readingVerbs = new Set(['SELECT', 'VALUES', 'PRAGMA', 'EXPLAIN']);
const mainVerbs = new Set(['SELECT', 'VALUES', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE']);

/** Whether the transaction there is ends with a script: with its last statement. */
export function endsTransaction(sql: string): boolean {
  const statements = statementsOf(sql);
  const last = statements.at(-1) ?? [];
  if (last[0] === 'END') return !statements.some((words) => words.includes('TRIGGER'));
  return last[0] === 'COMMIT' || (last[0] === 'ROLLBACK' && !last.includes('TO'));
}

/** What is in double quotes in a statement and neither belongs to another name nor has one below it: `"name"`. */
export function bareQuotes(sql: string): { start: number; end: number; name: string }[] {
  return [...sql.matchAll(tokens)].flatMap(({ 0: token, index }) => {
    const end = index + token.length;
    const isBare = !/\.\s*$/.test(sql.slice(0, index)) && !/^\s*\./.test(sql.slice(end));
    if (!token.startsWith('"') || !isBare) return [];
    return [{ start: index, end, name: token.slice(1, -1).replace(/""/g, '"') }];
  });
}
