const statement =
  /\s*(?:(?:select|insert|update|delete|replace|create|drop|alter|pragma|with|savepoint|release|attach)\s+\S|(?:begin|commit|rollback|vacuum)\b)/iy;

/** Whether a text reads like a statement of SQL from some place on. */
export function startsSql(text: string, from = 0): boolean {
  statement.lastIndex = from;
  return statement.test(text);
}
