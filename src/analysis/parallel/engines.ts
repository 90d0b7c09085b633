import { ts } from '../../compiler/typescript.js';
import { rulesOf, urlContext, type CallRuleContext } from '../call-rules.js';
import { propertyOf } from '../options.js';
import { familyOf, urlLiterals } from '../urls.js';

/**
 * Why the databases of a program may have one connection for all tasks, if so: one that is in memory, one whose URL is
 * known only when the program runs, or one that is given a pool of its own. Of an API without URLs its types say enough.
 */
export function oneConnection(context: CallRuleContext): string | undefined {
  const rules = rulesOf(context);
  const single = new Set(context.profiles.flatMap(({ tasks }) => tasks?.single ?? []));
  if (single.size === 0) return undefined;
  let engines = 0;
  let found: string | undefined;
  const visit = (node: ts.Node): void => {
    const name =
      ts.isCallExpression(node) || ts.isNewExpression(node) ? rules.called.nameOf(node) : undefined;
    const rule = rules.urls.find(({ call }) => call === name);
    if (rule && (ts.isCallExpression(node) || ts.isNewExpression(node))) {
      engines += 1;
      found ??= obstacleOf(node, rule);
    }
    ts.forEachChild(node, visit);
  };
  const obstacleOf = (call: ts.CallExpression | ts.NewExpression, rule: (typeof rules.urls)[number]) => {
    const given = call.arguments ?? [];
    const url = given[rule.argument];
    const literals = url && urlLiterals(url, urlContext(rules, context));
    if (!literals)
      return 'the database is known only when the program runs, and may have one connection for all';
    for (const { scheme } of literals) {
      const family = familyOf(scheme, rule.schemes);
      if (family === undefined || single.has(family))
        return `a database of ${scheme} has one connection or one writer for all`;
    }
    const pool = rules.pools.find((one) => one.call === rule.call);
    const options = pool && given[pool.argument];
    if (!options) return undefined;
    const isPlain = ts.isObjectLiteralExpression(options) && !options.properties.some(ts.isSpreadAssignment);
    return isPlain && !propertyOf(options, pool.name)
      ? undefined
      : 'an engine is given a pool, which may have one connection for all';
  };
  for (const file of context.sources) visit(file);
  if (found !== undefined) return found;
  return engines > 0 || rules.urls.length === 0
    ? undefined
    : 'the engine is made out of sight, and may have one connection for all';
}
