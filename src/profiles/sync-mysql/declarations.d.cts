// sync-mysql 3 as far as its calls need to be known: it declares nothing itself.
// Facts: https://github.com/ForbesLindesay/sync-mysql

type Value = string | number | boolean | null;

/** What waits for the result of a statement that was asked for before. */
interface Queued {
  (): any;
}

declare class MySql {
  constructor(options: Record<string, any>);
  query(sql: string, values?: readonly Value[]): any;
  call(name: string, values: readonly Value[]): any;
  update(sql: string, values?: readonly Value[]): any;
  getRecord(table: string, id: string | number): any;
  queueQuery(sql: string, values?: readonly Value[]): Queued;
  queueCall(name: string, values: readonly Value[]): Queued;
  queueUpdate(sql: string, values?: readonly Value[]): Queued;
  finishAll(): void;
  dispose(): void;
}

export = MySql;
