import { ts } from '../compiler/typescript.js';
import { describeCallable, callableOf, type FunctionWithBody } from './callables.js';

/** What hooks are named: https://react.dev/reference/rules/rules-of-hooks */
const hookName = /^use[A-Z]/;

/**
 * Says why a function is one that a user interface calls and whose result it shows at once: a component or a hook of React
 * that calls hooks, or a component of React Native. Components without hooks can be async where servers render them.
 */
export function shownAtOnce(fn: FunctionWithBody): string | undefined {
  const file = fn.getSourceFile();
  const own = ownNodes(fn.body);
  const name = describeCallable(callableOf(fn));
  const hook = own.find(isHookCall);
  const isComponent = own.some(
    (node) => ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node),
  );
  const isHook = hookName.test(name) && importsFrom(file, 'react');
  if (hook && (isComponent || isHook))
    return `${name} calls hooks, which all have to run at once; load the data in an effect, and keep it in a state`;
  if (isComponent && importsFrom(file, 'react-native'))
    return `${name} is rendered at once; load the data before, and pass it in`;
  return undefined;
}

/** `useState()` or `React.useState()`. */
function isHookCall(node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false;
  const { expression } = node;
  if (ts.isIdentifier(expression)) return hookName.test(expression.text);
  return (
    ts.isPropertyAccessExpression(expression) &&
    expression.expression.getText() === 'React' &&
    hookName.test(expression.name.text)
  );
}

/** The nodes of a function's body, without those of functions in it. */
function ownNodes(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [node];
  ts.forEachChild(node, (child) => {
    if (!ts.isFunctionLike(child) && !ts.isClassLike(child)) found.push(...ownNodes(child));
  });
  return found;
}

function importsFrom(file: ts.SourceFile, module: string): boolean {
  return file.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) &&
      ts.isStringLiteral(statement.moduleSpecifier) &&
      statement.moduleSpecifier.text === module,
  );
}
