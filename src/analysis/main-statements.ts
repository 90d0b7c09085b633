import { ts } from '../compiler/typescript.js';
import { isAssignedTo, isWritten } from './expression-places.js';
import type { Questions } from './questions.js';

/**
 * Where a node at a module's top level stands: in the module's statements, or in those of `if (require.main === module)`,
 * or it is the one statement of such an `if`.
 */
export function statementsAround(
  node: ts.Node,
  file: ts.SourceFile,
): { list: readonly ts.Statement[]; index: number; guarded: boolean } {
  const chain: ts.Node[] = [];
  for (let at = node; at !== file; at = at.parent) chain.push(at);
  const outer = chain.at(-1);
  const inner = chain.at(-3);
  if (outer && inner && ts.isIfStatement(outer) && isMainTest(outer.expression)) {
    const block = chain.at(-2);
    if (block === outer.thenStatement && ts.isExpressionStatement(block) && block.expression === node)
      return { list: [block], index: 0, guarded: true };
    if (block === outer.thenStatement && ts.isBlock(block)) {
      return {
        list: block.statements,
        index: block.statements.indexOf(inner as ts.Statement),
        guarded: true,
      };
    }
  }
  return { list: file.statements, index: file.statements.indexOf(outer as ts.Statement), guarded: false };
}

/** Whether a module does nothing after the block with these statements, but for saying what it exports. */
export function endsWith(block: readonly ts.Statement[], file: ts.SourceFile): boolean {
  const end = block.at(-1)?.end ?? 0;
  return file.statements.every(
    (statement) =>
      statement.pos < end ||
      isDeclaration(statement) ||
      /^(module\.)?exports\b[^(]*$/.test(statement.getText()),
  );
}

function isMainTest(test: ts.Expression): boolean {
  return /^\(*(require\.main\s*===?\s*module|module\s*===?\s*require\.main)\)*$/.test(test.getText());
}

/** Which statements of a list go into an async function when those from one on do, and whether they can. */
export class MainStatements {
  /** The statements that go inside, in the list's order: what is done from the first on, and what that needs to be near. */
  readonly inside: ReadonlySet<ts.Statement>;
  readonly #guarded: boolean;
  readonly #ask: Questions;
  readonly #names = new Map<ts.Symbol, ts.Statement>();
  readonly #uses = new Map<ts.Statement, ReadonlySet<ts.Statement>>();

  constructor(list: readonly ts.Statement[], first: number, guarded: boolean, ask: Questions) {
    this.#guarded = guarded;
    this.#ask = ask;
    for (const statement of list)
      for (const name of namesOf(statement, ask)) this.#names.set(name, statement);
    for (const statement of list) this.#uses.set(statement, this.#usedBy(statement));
    const inside = new Set(list.filter((statement, index) => index >= first && !isDeclaration(statement)));
    // A function that uses what is declared inside has to be inside too, and what uses that function as well.
    for (let grown = true; grown;) {
      grown = false;
      for (const statement of list.filter((one) => isDeclaration(one) && !inside.has(one))) {
        if (![...(this.#uses.get(statement) ?? [])].some((used) => inside.has(used))) continue;
        inside.add(statement);
        grown = true;
      }
    }
    this.inside = inside;
  }

  /** Why the statements cannot go into a function, if so: what to do instead. */
  refusal(): string | undefined {
    for (const statement of this.inside) {
      if (
        ts.isModuleDeclaration(statement) ||
        ts.isImportEqualsDeclaration(statement) ||
        isExported(statement)
      )
        return 'an export made after an await comes too late for those who require the module; export a function instead';
      const misfit = misfitIn(statement, this.#guarded);
      if (misfit !== undefined) return misfit;
    }
    for (const [statement, used] of this.#uses) {
      if (!this.inside.has(statement) && [...used].some((one) => this.inside.has(one)))
        return 'the rest of the module uses what is declared after the await; move the code into an async function by hand';
    }
    return undefined;
  }

  #usedBy(statement: ts.Statement): Set<ts.Statement> {
    const used = new Set<ts.Statement>();
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) {
        const symbol = this.#ask.localSymbol(node);
        const declaring = symbol && this.#names.get(symbol);
        if (declaring && declaring !== statement) used.add(declaring);
      }
      ts.forEachChild(node, visit);
    };
    visit(statement);
    return used;
  }
}

/** A declaration that is in force before anything runs. */
function isDeclaration(statement: ts.Statement): boolean {
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isEmptyStatement(statement) ||
    (ts.canHaveModifiers(statement) &&
      (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false))
  );
}

function isExported(statement: ts.Statement): boolean {
  if (
    ts.isExportAssignment(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isImportDeclaration(statement)
  )
    return true;
  return (
    ts.canHaveModifiers(statement) &&
    (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

/** The names a statement declares for the statements around it, a `var` in a block inside it among them. */
function namesOf(statement: ts.Statement, ask: Questions): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const add = (name: ts.Node | undefined): void => {
    const symbol = name && ask.localSymbol(name);
    if (symbol) found.push(symbol);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if ((ts.isVariableDeclaration(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name))
      add(node.name);
    ts.forEachChild(node, visit);
  };
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  )
    add(statement.name);
  else visit(statement);
  return found;
}

/** What in a statement means something else in a function, or in the order of a module that is loaded. */
function misfitIn(node: ts.Node, guarded: boolean): string | undefined {
  if (node.kind === ts.SyntaxKind.ThisKeyword)
    return '`this` is another one in a function; use its properties by name';
  if (ts.isIdentifier(node) && node.text === 'arguments' && !ts.isPropertyAccessExpression(node.parent))
    return '`arguments` is another one in a function';
  if (guarded && ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0)
    return 'a `var` in a block is seen outside it; declare it with const or let';
  if (ts.isIdentifier(node) && exports(node))
    return 'an export made after an await comes too late for those who require the module; export a function instead';
  if (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) return undefined;
  if (ts.isClassLike(node)) return undefined;
  return ts.forEachChild(node, (child) => misfitIn(child, guarded));
}

/** Whether `module` or `exports` is used for something else than to read what is exported, or to ask who runs. */
function exports(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent) && parent.name === name) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === name) return false;
  if (name.text === 'module') return !(ts.isBinaryExpression(parent) && isMainTest(parent));
  if (name.text !== 'exports') return false;
  return !ts.isPropertyAccessExpression(parent) || isWritten(parent) || isAssignedTo(parent);
}
