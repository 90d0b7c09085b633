// Meteor's packages are not npm's. This has the calls of its server that examples use, over lists in memory: each synchronous
// one, and its twin, which does the same a turn of the event loop later.
import { setImmediate as turn } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';

/** A copy, as a database gives it: who changes it changes nothing there. */
const copy = (value) => deserialize(serialize(value));

function withTwins(target, names) {
  for (const name of names) {
    target[`${name}Async`] = async function (...args) {
      await turn();
      return this[name](...args);
    };
  }
}

const operators = {
  $gt: (value, given) => value > given,
  $lt: (value, given) => value < given,
  $in: (value, given) => given.includes(value),
  $ne: (value, given) => value !== given,
};

function matches(document, selector = {}) {
  const wanted = typeof selector === 'string' ? { _id: selector } : selector;
  return Object.entries(wanted).every(([field, test]) => {
    const value = document[field];
    const isOperator = typeof test === 'object' && test !== null && Object.keys(test)[0]?.startsWith('$');
    if (!isOperator) return value === test;
    return Object.entries(test).every(([name, given]) => operators[name](value, given));
  });
}

function modify(document, { $set = {}, $inc = {}, $push = {} }) {
  Object.assign(document, $set);
  for (const [field, by] of Object.entries($inc)) document[field] = (document[field] ?? 0) + by;
  for (const [field, value] of Object.entries($push)) (document[field] ??= []).push(value);
}

class Cursor {
  #find;
  constructor(find) {
    this.#find = find;
  }
  fetch() {
    return this.#find();
  }
  count() {
    return this.#find().length;
  }
  forEach(callback) {
    this.#find().forEach((document, i) => callback(document, i, this));
  }
  map(callback) {
    return this.#find().map((document, i) => callback(document, i, this));
  }
  async forEachAsync(callback) {
    for (const [i, document] of this.#find().entries()) {
      await turn();
      await callback(document, i, this);
    }
  }
  async mapAsync(callback) {
    const results = [];
    await this.forEachAsync(async (...args) => results.push(await callback(...args)));
    return results;
  }
}
withTwins(Cursor.prototype, ['fetch', 'count']);

class Collection {
  #documents = new Map();
  #made = 0;
  constructor(name) {
    this.name = name;
  }
  #matching(selector) {
    return [...this.#documents.values()].filter((document) => matches(document, selector));
  }
  find(selector, { sort = {}, skip = 0, limit = Infinity } = {}) {
    const [[field, direction] = ['_id', 1]] = Object.entries(sort);
    const compare = (a, b) => (a[field] < b[field] ? -direction : a[field] > b[field] ? direction : 0);
    return new Cursor(() =>
      copy(this.#matching(selector))
        .sort(compare)
        .slice(skip, skip + limit),
    );
  }
  findOne(selector, options) {
    return this.find(selector, options).fetch()[0];
  }
  insert(document) {
    const _id = document._id ?? `${this.name}-${++this.#made}`;
    if (this.#documents.has(_id)) throw new Error(`duplicate key ${_id}`);
    this.#documents.set(_id, copy({ _id, ...document }));
    return _id;
  }
  update(selector, modifier, { multi = false } = {}) {
    const found = this.#matching(selector).slice(0, multi ? undefined : 1);
    for (const document of found) modify(document, modifier);
    return found.length;
  }
  upsert(selector, modifier) {
    const numberAffected = this.update(selector, modifier);
    if (numberAffected > 0) return { numberAffected };
    const insertedId = this.insert({ ...selector });
    modify(this.#documents.get(insertedId), modifier);
    return { numberAffected: 1, insertedId };
  }
  remove(selector) {
    const found = this.#matching(selector);
    for (const { _id } of found) this.#documents.delete(_id);
    return found.length;
  }
  async countDocuments(selector) {
    await turn();
    return this.#matching(selector).length;
  }
  createIndex() {}
  allow() {}
  deny() {}
}
withTwins(Collection.prototype, ['findOne', 'insert', 'update', 'upsert', 'remove', 'createIndex']);

export const Mongo = { Collection };

const methods = {};
const users = new Collection('users');
const starting = [];
let current = null;

class MeteorError extends Error {
  constructor(error, reason) {
    super(`${reason} [${error}]`);
    Object.assign(this, { error, reason });
  }
}

export const Meteor = {
  Error: MeteorError,
  users,
  isClient: false,
  isServer: true,
  methods: (given) => Object.assign(methods, given),
  publications: new Map(),
  publish(name, handler) {
    this.publications.set(name, handler);
  },
  startup: (callback) => starting.push(callback),
  /** Runs what is to be run when all is loaded. */
  async started() {
    for (const callback of starting.splice(0)) await callback();
  },
  logIn: (userId) => (current = userId),
  userId: () => current,
  user: () => (current === null ? null : users.findOne(current)),
  call(name, ...args) {
    if (!methods[name]) throw new MeteorError(404, `Method '${name}' not found`);
    return methods[name].apply({ userId: current, isSimulation: false, unblock() {} }, args);
  },
};
withTwins(Meteor, ['user', 'call']);

export const Accounts = {
  createUser({ username, email, profile }) {
    const emails = email === undefined ? [] : [{ address: email, verified: false }];
    return users.insert({ username, emails, profile });
  },
  addEmail(userId, address) {
    users.update(userId, { $push: { emails: { address, verified: false } } });
  },
};
withTwins(Accounts, ['createUser', 'addEmail']);

export const Email = {
  sent: [],
  send(mail) {
    this.sent.push(mail);
  },
};
withTwins(Email, ['send']);
