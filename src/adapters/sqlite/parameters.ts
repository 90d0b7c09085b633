/** A value that SQLite can hold. */
export type SqlValue = number | bigint | string | null | Uint8Array;

/** The parameters of one SQL statement by their number: `:name` or `?1` for those that have a name, undefined for the others. */
export function parametersOf(sql: string): readonly (string | undefined)[] {
  const names: (string | undefined)[] = [];
  const tokens =
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[^]*?(?:\*\/|$)|\?(\d*)|([:@$][\p{L}\p{N}_$]+)/gu;
  for (const [token, number, name] of sql.matchAll(tokens)) {
    if (name !== undefined) {
      if (!names.includes(name)) names.push(name);
    } else if (number) {
      while (names.length < Number(number)) names.push(undefined);
      names[Number(number) - 1] = token;
    } else if (token === '?') {
      names.push(undefined);
    }
  }
  return names;
}
