import type { Profile } from '../../src/profiles/profile.js';

const members = ['get', 'all', 'count', 'save', 'close'];

/** The profile of the `store` package beside this file: what fixtures of the analysis use in place of an ORM. */
export const storeProfile: Profile = {
  name: 'store',
  modules: ['store'],
  declarations: {},
  asyncCalls: members.map((member) => `store#Store.${member}`),
  moves: {
    'store#Store': { module: 'store/async', name: 'AsyncStore' },
    'store#open': { module: 'store/async', name: 'openAsync' },
  },
  renames: {},
  resources: [{ type: 'store#Store', close: 'close' }],
  splits: [],
  lazyReads: [],
  options: [],
  urls: [],
};
