import { noRules } from '../../src/profiles/no-rules.js';
import type { Profile } from '../../src/profiles/profile.js';

const members = ['get', 'all', 'count', 'save', 'close'];

/** The profile of the `store` package beside this file: what fixtures of the analysis use in place of an ORM. */
export const storeProfile: Profile = {
  ...noRules,
  name: 'store',
  modules: ['store'],
  asyncCalls: [
    ...members.map((member) => `store#Store.${member}`),
    'store#Pool.connect',
    ...['get', 'count', 'save', 'close'].map((member) => `store#Connection.${member}`),
  ],
  moves: {
    'store#Store': { module: 'store/async', name: 'AsyncStore' },
    'store#Pool': { module: 'store/async', name: 'AsyncPool' },
    'store#Connection': { module: 'store/async', name: 'AsyncConnection' },
    'store#openPool': { module: 'store/async', name: 'openPoolAsync' },
    'store#open': { module: 'store/async', name: 'openAsync' },
  },
  resources: [
    { type: 'store#Store', close: 'close' },
    { type: 'store#Connection', close: 'close' },
  ],
  urls: [
    {
      call: 'store#openPool',
      argument: 0,
      schemes: { families: { many: 'many', one: 'one' }, defaults: {}, drivers: {} },
      makers: [],
    },
  ],
  tasks: {
    owned: ['store#Connection'],
    shared: ['store#Pool'],
    effects: ['store#Connection.save'],
    single: ['one'],
  },
};
