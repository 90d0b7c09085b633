import path from 'node:path';
import { packageRoot } from '../../package/root.js';
import { lacking, members } from '../members.js';
import { noRules } from '../no-rules.js';
import type { Profile } from '../profile.js';

const meteor = 'meteor/meteor';
const mongo = 'meteor/mongo';
const accounts = 'meteor/accounts-base';
const email = 'meteor/email';
const modules = [meteor, mongo, accounts, email];

const collection = `${mongo}#Mongo.Collection`;
const cursor = `${mongo}#Mongo.Cursor`;

/** What has a twin by the name of `findOneAsync`. */
const twins = [
  ...members(collection, ['findOne', 'insert', 'update', 'upsert', 'remove', 'createIndex']),
  ...members(cursor, ['fetch', 'forEach', 'map', 'count', 'observe', 'observeChanges']),
  ...members(`${meteor}#Meteor`, ['user', 'call']),
  ...members(`${accounts}#Accounts`, [
    'createUser',
    'setPassword',
    'addEmail',
    'removeEmail',
    'setUsername',
    'replaceEmail',
  ]),
  `${email}#Email.send`,
];

/** What gives a promise from Meteor 3 on, by the name it had. */
const promises = members(`${accounts}#Accounts`, [
  'findUserByEmail',
  'findUserByUsername',
  'sendResetPasswordEmail',
  'sendEnrollmentEmail',
  'sendVerificationEmail',
]);

/** Meteor's collections and accounts on the server: what Fibers made look synchronous, to what gives promises. */
export const meteorCollections: Profile = {
  ...noRules,
  name: 'Meteor',
  modules,
  declarations: Object.fromEntries(
    modules.map((module) => [module, path.join(packageRoot, 'src/profiles/meteor/declarations.d.ts')]),
  ),
  sideBySide: true,
  topLevelAwait: false,
  asyncCalls: [...twins, ...promises],
  renames: Object.fromEntries(twins.map((one) => [one, `${one.slice(one.lastIndexOf('.') + 1)}Async`])),
  awaitCallbacks: [
    ...members(cursor, ['forEach', 'map', 'observe', 'observeChanges']),
    ...members(`${meteor}#Meteor`, ['methods', 'publish', 'startup']),
    ...members(`${accounts}#Accounts`, ['validateLoginAttempt', 'onLogin', 'validateNewUser']),
  ],
  // Minimongo, in the browser, is as synchronous as it was.
  elsewhere: {
    folder: 'client',
    onDemand: 'imports',
    flags: { [`${meteor}#Meteor.isClient`]: true, [`${meteor}#Meteor.isServer`]: false },
  },
  withCallback: {
    [`${meteor}#Meteor.call`]: 'stays',
    ...Object.fromEntries(
      members(collection, ['insert', 'update', 'upsert', 'remove']).map((one) => [
        one,
        'its twin takes no callback; await it, and do after it what the callback does',
      ]),
    ),
  },
  rootedBy: '.meteor',
  lacks: lacking(`${meteor}#Meteor`, {
    wrapAsync: 'there are no Fibers to wait in; promisify the function, and await its calls',
  }),
};
