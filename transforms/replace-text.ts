import { defineTransform } from './support/define.js';
import { RANK } from './support/ranks.js';

export default defineTransform({
  name: 'replace-text',
  kinds: ['replace-text'],
  summary: 'Replaces text, a driver URL for instance.',
  safety: 'safe',
  before: `const url = 'sqlite:///app.db';
`,
  after: `const url = 'sqlite+aiosqlite:///app.db';
`,
  edits: (steps) => steps.map(({ range, text }) => ({ range, parts: [text], rank: RANK.replace })),
});
