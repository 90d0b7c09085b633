/** A statement: its text without the semicolon, or headings with blocks between them. */
export type Statement = string | { parts: readonly (string | readonly Statement[])[] };

/** How a program is laid out. */
export interface Layout {
  semicolons: boolean;
}

/** Statements as lines. */
export function lines(statements: readonly Statement[], layout: Layout, indent = ''): string[] {
  return statements.flatMap((statement) => {
    if (typeof statement === 'string') return [indent + simple(statement, layout)];
    const found: string[] = [];
    for (const part of statement.parts) {
      if (typeof part === 'string') found.push(indent + part);
      else found.push(...lines(part, layout, `${indent}  `));
    }
    return found;
  });
}

/** Statements on one line. */
export function oneLine(statements: readonly Statement[]): string {
  return statements
    .map((statement) => {
      if (typeof statement === 'string') return `${statement};`;
      return statement.parts.map((part) => (typeof part === 'string' ? part : oneLine(part))).join(' ');
    })
    .join(' ');
}

/** Without semicolons, a line that starts like the rest of an expression starts with one. */
function simple(statement: string, { semicolons }: Layout): string {
  if (semicolons) return `${statement};`;
  return /^[([`+\-/]/.test(statement) ? `;${statement}` : statement;
}
