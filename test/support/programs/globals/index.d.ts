// What generated programs use of Node. All of @types/node would be most of the time it takes to check them.
declare const console: { log(...values: unknown[]): void };
