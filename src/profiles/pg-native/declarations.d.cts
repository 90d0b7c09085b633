// pg-native 3 as far as its calls need to be known: it declares nothing itself.
// Facts: https://github.com/brianc/node-postgres/tree/master/packages/pg-native

import { EventEmitter } from 'node:events';

type Row = any;

declare namespace Client {
  interface Options {
    types?: { getTypeParser(...of: any[]): any };
    arrayMode?: boolean;
  }
}

interface Client extends EventEmitter {
  arrayMode: boolean;
  connect(callback: (error?: any) => void): void;
  connect(params: string, callback: (error?: any) => void): void;
  connectSync(params?: string): void;
  query(text: string, callback: (error: any, rows: Row[], results: any) => void): void;
  query(
    text: string,
    values: readonly any[],
    callback: (error: any, rows: Row[], results: any) => void,
  ): void;
  querySync(text: string, values?: readonly any[]): Row[];
  prepare(name: string, text: string, parameters: number, callback: (error?: any) => void): void;
  prepareSync(name: string, text: string, parameters?: number): void;
  execute(
    name: string,
    values: readonly any[],
    callback: (error: any, rows: Row[], results: any) => void,
  ): void;
  executeSync(name: string, values?: readonly any[]): Row[];
  cancel(callback: (error?: any) => void): void;
  getCopyStream(): any;
  pipeline(queries: readonly any[], callback: (error: any, results: any[]) => void): void;
  escapeLiteral(text: string): string;
  escapeIdentifier(text: string): string;
  getTransactionStatus(): 'I' | 'T' | 'E' | null;
  end(callback?: () => void): void;
}

interface ClientConstructor {
  new (options?: Client.Options): Client;
  (options?: Client.Options): Client;
}

declare const Client: ClientConstructor;

export = Client;
