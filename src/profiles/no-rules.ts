import type { Profile } from './profile.js';

/** A profile without a rule, for others to begin with: everything it does not say stays as it is. */
export const noRules: Omit<Profile, 'name' | 'modules'> = {
  declarations: {},
  asyncCalls: [],
  moves: {},
  renames: {},
  resources: [],
  splits: [],
  lazyReads: [],
  options: [],
  urls: [],
};
