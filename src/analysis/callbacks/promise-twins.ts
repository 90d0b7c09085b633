import { ts } from '../../compiler/typescript.js';
import { callableOf, type Callable } from '../callables.js';
import { packageOf } from '../packages.js';
import type { PromiseTwin } from './meaning.js';

interface TwinRule {
  package: string;
  /** The methods that take a callback. */
  takes: readonly string[];
  /** The methods of the same class that call it and do not wait, and the ones to call in their place. */
  twins: Readonly<Record<string, string>>;
}

const rules: readonly TwinRule[] = [
  // `parse` starts an asynchronous action and returns; https://github.com/tj/commander.js#async-actions
  { package: 'commander', takes: ['action', 'hook'], twins: { parse: 'parseAsync' } },
];

/** The members that have to give way to a twin, now that the callback a library's method takes is async. */
export function promiseTwins(callback: Callable): PromiseTwin[] {
  const method = ts.findAncestor(
    callback,
    (node): node is ts.MethodDeclaration | ts.MethodSignature =>
      ts.isMethodDeclaration(node) || ts.isMethodSignature(node),
  );
  const name = method?.name.getText() ?? '';
  const rule = rules.find((one) => one.takes.includes(name) && one.package === packageOf(callback));
  const owner = method?.parent;
  if (!rule || !owner || !(ts.isClassLike(owner) || ts.isInterfaceDeclaration(owner))) return [];
  const found: PromiseTwin[] = [];
  for (const member of owner.members) {
    const to = member.name && rule.twins[member.name.getText()];
    if (to !== undefined && (ts.isMethodDeclaration(member) || ts.isMethodSignature(member)))
      found.push({ callable: callableOf(member), to });
  }
  return found;
}
