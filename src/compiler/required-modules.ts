import { ts } from './typescript.js';

/**
 * Has the compiler follow what a TypeScript file loads with `require` as it does in JavaScript, where to `tsc` it is `any`:
 * `const db = require('./db')` stands for that module then. `createRequire(…)('m')` and `getBuiltinModule('m')` count as
 * imports too; their types are what the code says they are.
 */
export function followRequired(file: ts.SourceFile): void {
  if (!loading.test(file.text)) return;
  const loaded: ts.StringLiteralLike[] = [];
  const visit = (node: ts.Node, parent: ts.Node): void => {
    (node as { parent: ts.Node }).parent = parent;
    if (ts.isCallExpression(node)) {
      const module = loadedBy(node, file);
      if (module) loaded.push(module);
      if (module && isRequire(node.expression)) [node, node.expression, module].forEach(asInJavaScript);
    }
    if (ts.isVariableDeclaration(node) && isRequired(node)) {
      asInJavaScript(node);
      if (ts.isObjectBindingPattern(node.name)) node.name.elements.forEach(asInJavaScript);
    }
    ts.forEachChild(node, (child) => {
      visit(child, node);
    });
  };
  ts.forEachChild(file, (statement) => {
    visit(statement, file);
  });
  if (loaded.length > 0) addImports(file, loaded);
}

/** What a file has that loads a module by a call. */
const loading = /\brequire\s*\(|\bcreateRequire\b|\bgetBuiltinModule\b/;

/** The module that a call of `require`, of what `createRequire` gives or of `process.getBuiltinModule` loads. */
export function loadedBy(
  { expression, arguments: given }: ts.CallExpression,
  file: ts.SourceFile,
): ts.StringLiteralLike | undefined {
  const [module] = given;
  const loads =
    isRequire(expression) ||
    (ts.isIdentifier(expression) && madeRequires(file).has(expression.text)) ||
    (ts.isCallExpression(expression) &&
      ts.isIdentifier(expression.expression) &&
      expression.expression.text === 'createRequire') ||
    (ts.isPropertyAccessExpression(expression) &&
      ['getBuiltinModule', 'require'].includes(expression.name.text) &&
      loaders.test(expression.getText(file)));
  return loads && given.length === 1 && module && ts.isStringLiteralLike(module) ? module : undefined;
}

const loaders = /^(?:(?:globalThis\.)?process\.getBuiltinModule|import\.meta\.require)$/;

const known = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

/** What a file calls the functions that it makes with `createRequire`. */
export function madeRequires(file: ts.SourceFile): ReadonlySet<string> {
  const found =
    known.get(file) ??
    new Set([...file.text.matchAll(/\b([\w$]+)\s*=\s*createRequire\(/g)].map(([, name = '']) => name));
  known.set(file, found);
  return found;
}

function isRequire(node: ts.Node): boolean {
  return ts.isIdentifier(node) && node.text === 'require';
}

/** `const m = require('m')`, `const { a } = require('m')`, `const a = require('m').a`, with no type of their own. */
function isRequired({ initializer, type }: ts.VariableDeclaration): boolean {
  let value = initializer;
  while (value && ts.isPropertyAccessExpression(value)) value = value.expression;
  return !type && value !== undefined && ts.isCallExpression(value) && isRequire(value.expression);
}

function asInJavaScript(node: ts.Node): void {
  (node as { flags: ts.NodeFlags }).flags |= ts.NodeFlags.JavaScriptFile;
}

/** The compiler collects a file's imports when it first meets it. */
function addImports(file: ts.SourceFile, loaded: readonly ts.StringLiteralLike[]): void {
  let imports: readonly ts.StringLiteralLike[] | undefined;
  Object.defineProperty(file, 'imports', {
    configurable: true,
    get: () => imports,
    set: (found: readonly ts.StringLiteralLike[]) => {
      imports = [...found, ...loaded.filter((module) => !found.includes(module))];
    },
  });
}
