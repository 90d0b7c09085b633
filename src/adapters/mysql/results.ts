/** What a statement did, as mysql2 tells it. */
interface Done {
  fieldCount: number;
  affectedRows: number;
  insertId: number;
  info?: string;
  serverStatus: number;
  warningStatus: number;
  changedRows?: number;
}

/**
 * A result as it came from another process, as JSON: rows are plain objects, moments are texts. What a statement did has
 * the names of the driver that was used there.
 */
export function asBefore(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(asBefore);
  if (result instanceof Date) return result.toJSON();
  if (typeof result !== 'object' || result === null || Buffer.isBuffer(result)) return result;
  if (isDone(result)) {
    const { fieldCount, affectedRows, insertId, info, serverStatus, warningStatus, changedRows } = result;
    return {
      fieldCount,
      affectedRows,
      insertId,
      serverStatus,
      warningCount: warningStatus,
      message: info ?? '',
      protocol41: true,
      changedRows: changedRows ?? 0,
    };
  }
  return Object.fromEntries(Object.entries(result).map(([name, value]) => [name, asBefore(value)]));
}

function isDone(result: object): result is Done {
  return result.constructor.name === 'ResultSetHeader';
}
