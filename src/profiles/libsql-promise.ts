/** `libsql/promise` as far as the adapters need it: what the package declares of it is found through its `exports` alone. */
export const libsqlPromise: Readonly<Record<string, string>> = {
  'libsql/promise': `declare module 'libsql/promise' {
  class Database {
    constructor(path: string, options?: object);
  }
  export = Database;
}
`,
};
