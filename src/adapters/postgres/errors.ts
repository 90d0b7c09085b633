import pg from 'pg';

/** An error of the server's as libpq tells it, without the line that shows where in the statement it is. */
export function told(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const { severity = 'ERROR', message, detail, hint, where } = error;
  const lines = [
    `${severity}:  ${message}`,
    ...(detail === undefined ? [] : [`DETAIL:  ${detail}`]),
    ...(hint === undefined ? [] : [`HINT:  ${hint}`]),
    ...(where === undefined ? [] : [`CONTEXT:  ${where}`]),
  ];
  return Object.assign(new Error(`${lines.join('\n')}\n`), { code: error.code, cause: error });
}
