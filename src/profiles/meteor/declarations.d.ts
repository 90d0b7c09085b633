// Meteor 2.8 to 3 as far as its calls need to be known: its packages are not npm's, and are seldom where types are looked for.
// Facts: https://docs.meteor.com/api/collections.html, https://v3-migration-docs.meteor.com/

type Callback = (error: Error | undefined, result?: any) => void;
type Document = Record<string, any>;
type Selector<T> = string | (Partial<Record<keyof T, any>> & Document);

export declare namespace Mongo {
  interface Options {
    sort?: Record<string, 1 | -1> | [string, 'asc' | 'desc'][];
    skip?: number;
    limit?: number;
    fields?: Record<string, 0 | 1 | boolean>;
    projection?: Record<string, 0 | 1 | boolean>;
    reactive?: boolean;
    transform?: ((document: any) => any) | null;
  }
  interface UpdateOptions {
    multi?: boolean;
    upsert?: boolean;
  }
  interface Upserted {
    numberAffected?: number;
    insertedId?: string;
  }
  interface Rules<T> {
    insert?: (userId: string, document: T) => boolean;
    update?: (userId: string, document: T, fieldNames: string[], modifier: any) => boolean;
    remove?: (userId: string, document: T) => boolean;
    fetch?: string[];
  }
  interface Observer<T> {
    added?: (document: T) => unknown;
    changed?: (document: T, before: T) => unknown;
    removed?: (document: T) => unknown;
  }
  interface ChangesObserver<T> {
    added?: (id: string, fields: Partial<T>) => unknown;
    changed?: (id: string, fields: Partial<T>) => unknown;
    removed?: (id: string) => unknown;
  }
  interface ObserveHandle {
    stop(): void;
  }
  class Collection<T extends Document = Document> {
    constructor(name: string | null, options?: Document);
    allow(rules: Rules<T>): boolean;
    deny(rules: Rules<T>): boolean;
    find(selector?: Selector<T>, options?: Options): Cursor<T>;
    findOne(selector?: Selector<T>, options?: Options): T | undefined;
    findOneAsync(selector?: Selector<T>, options?: Options): Promise<T | undefined>;
    countDocuments(selector?: Selector<T>): Promise<number>;
    estimatedDocumentCount(): Promise<number>;
    insert(document: Omit<T, '_id'> & { _id?: string }, callback?: Callback): string;
    insertAsync(document: Omit<T, '_id'> & { _id?: string }): Promise<string>;
    update(
      selector: Selector<T>,
      modifier: Document,
      options?: UpdateOptions | Callback,
      callback?: Callback,
    ): number;
    updateAsync(selector: Selector<T>, modifier: Document, options?: UpdateOptions): Promise<number>;
    upsert(
      selector: Selector<T>,
      modifier: Document,
      options?: UpdateOptions | Callback,
      callback?: Callback,
    ): Upserted;
    upsertAsync(selector: Selector<T>, modifier: Document, options?: UpdateOptions): Promise<Upserted>;
    remove(selector: Selector<T>, callback?: Callback): number;
    removeAsync(selector: Selector<T>): Promise<number>;
    createIndex(index: Document, options?: Document): void;
    createIndexAsync(index: Document, options?: Document): Promise<void>;
    rawCollection(): any;
    rawDatabase(): any;
  }
  interface Cursor<T> {
    fetch(): T[];
    fetchAsync(): Promise<T[]>;
    count(): number;
    countAsync(): Promise<number>;
    forEach(callback: (document: T, index: number, cursor: Cursor<T>) => void, thisArg?: unknown): void;
    forEachAsync(
      callback: (document: T, index: number, cursor: Cursor<T>) => unknown,
      thisArg?: unknown,
    ): Promise<void>;
    map<M>(callback: (document: T, index: number, cursor: Cursor<T>) => M, thisArg?: unknown): M[];
    mapAsync<M>(
      callback: (document: T, index: number, cursor: Cursor<T>) => M | Promise<M>,
      thisArg?: unknown,
    ): Promise<M[]>;
    observe(observer: Observer<T>): ObserveHandle;
    observeAsync(observer: Observer<T>): Promise<ObserveHandle>;
    observeChanges(observer: ChangesObserver<T>): ObserveHandle;
    observeChangesAsync(observer: ChangesObserver<T>): Promise<ObserveHandle>;
  }
}

export declare namespace Meteor {
  interface User {
    _id: string;
    username?: string;
    emails?: { address: string; verified: boolean }[];
    profile?: any;
    services?: any;
    [field: string]: any;
  }
  interface MethodThis {
    userId: string | null;
    isSimulation: boolean;
    unblock(): void;
    setUserId(userId: string | null): void;
    connection: any;
  }
  interface Subscription {
    userId: string | null;
    added(collection: string, id: string, fields: Document): void;
    changed(collection: string, id: string, fields: Document): void;
    removed(collection: string, id: string): void;
    ready(): void;
    onStop(callback: () => void): void;
    stop(): void;
  }
  class Error extends globalThis.Error {
    constructor(error: string | number, reason?: string, details?: string);
    error: string | number;
    reason?: string;
    details?: string;
  }
  const isClient: boolean;
  const isServer: boolean;
  const isDevelopment: boolean;
  const isProduction: boolean;
  const settings: any;
  const users: Mongo.Collection<User>;
  function methods(methods: Record<string, (this: MethodThis, ...args: any[]) => any>): void;
  function publish(
    name: string | null,
    handler: (this: Subscription, ...args: any[]) => any,
    options?: Document,
  ): void;
  function subscribe(name: string, ...args: any[]): any;
  function startup(callback: () => unknown): void;
  function call(name: string, ...args: any[]): any;
  function callAsync(name: string, ...args: any[]): Promise<any>;
  function apply(name: string, args: any[], options?: Document, callback?: Callback): any;
  function user(options?: Document): User | null;
  function userAsync(options?: Document): Promise<User | null>;
  function userId(): string | null;
  function wrapAsync(fn: (...args: any[]) => any, context?: object): (...args: any[]) => any;
  function defer(callback: () => void): void;
  function setTimeout(callback: () => void, milliseconds: number): number;
  function setInterval(callback: () => void, milliseconds: number): number;
  function clearTimeout(id: number): void;
  function clearInterval(id: number): void;
}

export declare namespace Accounts {
  interface NewUser {
    username?: string;
    email?: string;
    password?: string;
    profile?: any;
  }
  function createUser(user: NewUser): string;
  function createUserAsync(user: NewUser): Promise<string>;
  function setPassword(userId: string, password: string, options?: Document): void;
  function setPasswordAsync(userId: string, password: string, options?: Document): Promise<void>;
  function addEmail(userId: string, email: string, verified?: boolean): void;
  function addEmailAsync(userId: string, email: string, verified?: boolean): Promise<void>;
  function removeEmail(userId: string, email: string): void;
  function removeEmailAsync(userId: string, email: string): Promise<void>;
  function replaceEmail(userId: string, before: string, after: string, verified?: boolean): void;
  function replaceEmailAsync(
    userId: string,
    before: string,
    after: string,
    verified?: boolean,
  ): Promise<void>;
  function setUsername(userId: string, username: string): void;
  function setUsernameAsync(userId: string, username: string): Promise<void>;
  function findUserByEmail(email: string, options?: Document): any;
  function findUserByUsername(username: string, options?: Document): any;
  function sendResetPasswordEmail(userId: string, email?: string): any;
  function sendEnrollmentEmail(userId: string, email?: string): any;
  function sendVerificationEmail(userId: string, email?: string): any;
  function validateLoginAttempt(check: (attempt: any) => any): void;
  function validateNewUser(check: (user: Meteor.User) => any): void;
  function onLogin(callback: (details: any) => any): void;
  function onCreateUser(callback: (options: any, user: Meteor.User) => Meteor.User): void;
}

export declare namespace Email {
  function send(options: Document): void;
  function sendAsync(options: Document): Promise<void>;
}
