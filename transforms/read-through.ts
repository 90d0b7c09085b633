import type { MergeEdit } from './support/apply-edits.js';
import { defineTransform } from './support/define.js';
import { RANK } from './support/ranks.js';
import { type Node, ranged } from './support/tree.js';
import { present } from './support/present.js';

export default defineTransform({
  name: 'read-through',
  kinds: ['read-through'],
  summary:
    'Reads a property through another one, as a relationship that loads lazily is read through awaitableAttrs.',
  safety: 'safe',
  before: `const posts = user.posts;
const first = author?.books[0];
`,
  after: `const posts = user.awaitableAttrs.posts;
const first = author?.awaitableAttrs.books[0];
`,
  edits: (steps, context) =>
    steps.map(({ range, through }): MergeEdit => {
      const member = context.nodeAt(range, 'a property access', isMember);
      if (!isMember(member)) throw new TypeError('nodeAt returns only what it was asked for');
      const property = ranged(member.property as Node);
      const { end } = member;
      // After the `.` or `?.` that is there, which goes on deciding whether the read happens at all.
      if (!member.computed) return between(property.start, end, `${through}.`);
      const object = ranged(member.object as Node);
      const opening = present(context.token({ start: object.end, end: property.start }, '['));
      const question = context.token({ start: object.end, end: opening.start }, '?.');
      if (!question) return between(opening.start, end, `.${through}`);
      return between(opening.start, end, through);
    }),
});

function between(start: number, end: number, text: string): MergeEdit {
  return { range: { start, end }, parts: [text, { start, end }], rank: RANK.readThrough };
}

function isMember(node: Node) {
  return node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression';
}
