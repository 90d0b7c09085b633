import { ts } from '../../compiler/typescript.js';
import type { Relate } from '../flows.js';
import type { Questions } from '../questions.js';

/** A module that something else stands for in a test. */
export interface MockedModule {
  /** The type of one of its exports. */
  typeOf: (name: string) => ts.Type | undefined;
}

/** The module whose place a call gives to what a factory makes: `vi.mock('./repo.js', () => ({ … }))`. */
export function mockedModule(call: ts.CallExpression, ask: Questions): MockedModule | undefined {
  if (!/^(?:vi|jest)\.(?:mock|doMock|unstable_mockModule)$/.test(call.expression.getText())) return undefined;
  return moduleNamed(call.arguments[0], ask);
}

/** The module that a call gives as it is, though it is mocked, when its types do not say so: `jest.requireActual('./repo.js')`. */
export function actualModule(call: ts.CallExpression, ask: Questions): ts.Type | undefined {
  if (call.expression.getText() !== 'jest.requireActual') return undefined;
  const [name] = call.arguments;
  const symbol = name && ts.isStringLiteralLike(name) ? ask.module(name) : undefined;
  return symbol && ask.checker.getTypeOfSymbol(symbol);
}

/** The module whose exports a file in a folder `__mocks__` stands for, if a variable is one of them. */
export function moduleMockedBeside(
  declaration: ts.VariableDeclaration,
  ask: Questions,
): MockedModule | undefined {
  const file = declaration.getSourceFile();
  if (!file.fileName.includes(mocks) || declaration.parent.parent.parent !== file) return undefined;
  const original = ask.mockedBy(file);
  return original && exportsOf(original, ask);
}

/** Relates what a file in a folder `__mocks__` exports to what the module exports that it stands for. */
export function relateMock(file: ts.SourceFile, ask: Questions, relate: Relate): void {
  const original = file.fileName.includes(mocks) ? ask.mockedBy(file) : undefined;
  const written = original && ask.checker.getSymbolAtLocation(file);
  if (!original || !written) return;
  const { typeOf } = exportsOf(original, ask);
  for (const symbol of ask.checker.getExportsOfModule(written)) {
    const expected = typeOf(symbol.name);
    if (expected) relate(ask.checker.getTypeOfSymbol(symbol), expected, symbol.valueDeclaration ?? file);
  }
}

const mocks = '/__mocks__/';

/** The file that a file in a folder `__mocks__` stands for, by its name: the folder's neighbour. */
export function mockedFile(
  { fileName }: ts.SourceFile,
  fileNamed: (name: string) => ts.SourceFile | undefined,
): ts.SourceFile | undefined {
  if (!fileName.includes(mocks)) return undefined;
  const beside = fileName
    .replace(/\/__mocks__(\/(?:(?!\/__mocks__\/).)+)$/, '$1')
    .replace(/\.[cm]?[jt]sx?$/, '');
  const endings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
  return endings.map((ending) => fileNamed(beside + ending)).find((file) => file !== undefined);
}

/** The module of `'./repo.js'` or `import('./repo.js')`. */
function moduleNamed(node: ts.Expression | undefined, ask: Questions): MockedModule | undefined {
  const imported = node && ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const name = imported ? node.arguments[0] : node;
  const symbol = name && ts.isStringLiteralLike(name) ? ask.module(name) : undefined;
  return symbol && exportsOf(symbol, ask);
}

function exportsOf(module: ts.Symbol, { checker }: Questions): MockedModule {
  return {
    typeOf(name) {
      const found = checker.getExportsOfModule(module).find((one) => one.name === name);
      if (found) return checker.getTypeOfSymbol(found);
      // The default of a CommonJS module is the whole of it.
      const whole = name === 'default' ? module.exports?.get(ts.InternalSymbolName.ExportEquals) : undefined;
      return whole && checker.getTypeOfSymbol(whole);
    },
  };
}
