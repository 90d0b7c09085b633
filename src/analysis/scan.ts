import { ts } from '../compiler/typescript.js';
import { relateAdded } from './added-members.js';
import { callableOf, type Callable } from './callables.js';
import { relateDeclared } from './declared-modules.js';
import { meetsExpectation } from './expected-types.js';
import type { Carriers, Ownership } from './carriers.js';
import { FlowReader, takenByLibrary, type Relate } from './flows.js';
import { isKeyed } from './lazy-reads.js';
import { languageMember, type LanguageMember } from './language-members.js';
import type { Questions } from './questions.js';
import { disposers } from './seeds.js';
import { scanArrival, scanUntyped } from './untyped.js';
import type { UntypedFacts } from './untyped-facts.js';
import { actualModule, relateMock } from './tests/mocked-modules.js';
import { mockedExports, mockFact, mockImplementation, type MockFact } from './tests/mocks.js';
import { throwAssertion, type ThrowAssertion } from './tests/throw-assertions.js';
import { calledThroughWrapper } from './wrapped.js';

/** A call, with the callables it can reach. */
export interface CallFact {
  node: ts.CallLikeExpression;
  targets: readonly Callable[];
}

/** A function value that comes to stand where another callable's type is expected: calling the one calls the other. */
export interface FlowFact {
  from: Callable;
  to: Callable;
  /** What values of the type expected there are called through: `to`, and with a union others beside it. */
  among: readonly Callable[];
  /** Whether `to` is a library's. */
  external: boolean;
  /** The expression that is the function value; a whole object when the flow is one of its members. */
  at: ts.Node;
}

/** A `using` declaration, which calls its value's dispose method when the block ends. */
export interface UsingFact {
  list: ts.VariableDeclarationList;
  disposers: readonly Callable[];
}

/** A type that speaks of what a function returns: `ReturnType<typeof f>`. */
export interface ReturnTypeFact {
  node: ts.TypeReferenceNode;
  callables: readonly Callable[];
}

/** What one file says that matters to async propagation. */
export interface FileFacts {
  calls: CallFact[];
  flows: FlowFact[];
  /** Where a function written as a library's argument flows to: read when somebody asks, which is when it turns async. */
  laterFlows: Map<Callable, () => readonly FlowFact[]>;
  usings: UsingFact[];
  returnTypes: ReturnTypeFact[];
  assertions: ThrowAssertion[];
  mocks: MockFact[];
  /** Property reads whose property's name is one of the lazily loaded ones. */
  reads: (ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.BindingElement)[];
  untyped: UntypedFacts;
  /** Elements of JSX, with the components that the framework calls for them. */
  rendered: CallFact[];
  /** Functions that become members which the language calls. */
  languageMembers: LanguageMember[];
}

/**
 * Reads one file once and asks the checker about each place that can matter.
 * @param lazyNames names of properties that may do I/O when read
 * @param declarations the declaration file that importers see in the file's place
 */
export function scanFile(
  file: ts.SourceFile,
  ask: Questions,
  whose: Ownership,
  carriers: Carriers,
  lazyNames: ReadonlySet<string>,
  declarations?: ts.SourceFile,
): FileFacts {
  const flows = new FlowReader(ask, whose, carriers);
  const { relate } = flows;
  const facts: FileFacts = {
    calls: [],
    flows: flows.found,
    laterFlows: new Map(),
    usings: [],
    returnTypes: [],
    assertions: [],
    mocks: [],
    reads: [],
    untyped: { stores: [], calls: [], handovers: [], reads: [], arrivals: [], globals: [] },
    rendered: [],
    languageMembers: [],
  };
  const scanTestCall = (node: ts.CallExpression): void => {
    const assertion = throwAssertion(node, ask);
    if (assertion) facts.assertions.push(assertion);
    const does = mockImplementation(node, ask);
    if (does) flows.connect(does.from, does.to, does.node);
    for (const { from, to, node: made } of mockedExports(node, ask)) flows.connect(from, to, made);
    const actual = actualModule(node, ask);
    if (actual) facts.untyped.stores.push({ to: node, from: { type: actual } });
  };
  const visit = (node: ts.Node): void => {
    const mock = mockFact(node, ask);
    if (mock) facts.mocks.push(mock);
    let called: readonly Callable[] = [];
    if (ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node) || ts.isDecorator(node)) {
      const targets = ask.targets(node);
      const wrapped = calledThroughWrapper(node, targets, ask, whose.isExternal);
      called = [...targets, ...wrapped, ...calledByKey(node, targets, ask)];
      if (called.length > 0) facts.calls.push({ node, targets: called });
      if (ts.isDecorator(node)) relateDecorated(node, ask, relate);
      if (ts.isCallExpression(node)) {
        scanTestCall(node);
        relateAdded(node, ask, relate);
      }
    } else if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) {
      const targets = ask.targets(node);
      if (targets.length > 0) facts.rendered.push({ node, targets });
    } else if (ts.isVariableDeclarationList(node) && isUsing(node)) {
      const found = node.declarations.flatMap((declaration) => disposers(ask, ask.type(declaration.name)));
      facts.usings.push({ list: node, disposers: found });
    } else if (ts.isClassLike(node) && node.heritageClauses) {
      relateHeritage(node, ask, relate);
    } else if (ts.isInterfaceDeclaration(node) && node.heritageClauses) {
      relateHeritage(node, ask, relate);
    } else if (ts.isTypeReferenceNode(node)) {
      const callables = returnTypeOf(node, ask);
      if (callables.length > 0) facts.returnTypes.push({ node, callables });
    } else if (readsLazily(node, lazyNames)) {
      facts.reads.push(node);
    }
    const member = languageMember(node, ask);
    if (member) facts.languageMembers.push(member);
    scanUntyped(node, called, facts.untyped, ask);
    if (meetsExpectation(node)) {
      if (isFunctionLiteral(node) && takenByLibrary(node, ask, whose)) {
        facts.laterFlows.set(callableOf(node), () => flows.of(node));
      } else flows.read(node);
      scanArrival(node, facts.untyped, ask);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  facts.untyped.stores.push(...flows.given);
  relateMock(file, ask, relate);
  if (declarations) relateDeclared(file, declarations, ask, relate, facts.untyped);
  return facts;
}

/** A decorator of a method is handed the method. */
function relateDecorated(decorator: ts.Decorator, ask: Questions, relate: Relate): void {
  const { parent } = decorator;
  if (!ts.isMethodDeclaration(parent)) return;
  const taken = ask.checker.getResolvedSignature(decorator)?.parameters[0];
  if (taken) relate(ask.type(parent), ask.checker.getTypeOfSymbolAtLocation(taken, decorator), decorator);
}

/** The functions that a call of `handlers[name]` can reach, where the checker knows the object and not the name. */
function calledByKey(call: ts.Node, targets: readonly Callable[], ask: Questions): Callable[] {
  if (targets.length > 0 || !ts.isCallExpression(call)) return [];
  const { expression } = call;
  if (!ts.isElementAccessExpression(expression)) return [];
  const members = ask.checker.getPropertiesOfType(ask.type(expression.expression));
  return members.flatMap((member) => ask.callables(ask.checker.getTypeOfSymbol(member)));
}

function isUsing(list: ts.VariableDeclarationList): boolean {
  const scope: ts.NodeFlags = list.flags & ts.NodeFlags.BlockScoped;
  return scope === ts.NodeFlags.Using;
}

function readsLazily(
  node: ts.Node,
  names: ReadonlySet<string>,
): node is ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.BindingElement {
  if (ts.isPropertyAccessExpression(node)) return names.has(node.name.text);
  // What a key can be is asked of its type.
  if (isKeyed(node)) return names.size > 0;
  if (ts.isElementAccessExpression(node)) {
    return ts.isStringLiteralLike(node.argumentExpression) && names.has(node.argumentExpression.text);
  }
  if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent)) return false;
  const name = node.propertyName ?? node.name;
  return ts.isIdentifier(name) && names.has(name.text);
}

function relateHeritage(
  node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration,
  ask: Questions,
  relate: Relate,
): void {
  const own = ask.type(node.name ?? node);
  const instance = ts.isClassLike(node) ? ask.checker.getDeclaredTypeOfSymbol(symbolOf(node, own)) : own;
  for (const clause of node.heritageClauses ?? []) {
    for (const base of clause.types) relate(instance, ask.type(base), base);
  }
}

function symbolOf(node: ts.ClassLikeDeclaration, type: ts.Type): ts.Symbol {
  return (node as { symbol?: ts.Symbol }).symbol ?? type.symbol;
}

/** The callables that `ReturnType<…>` is asked of. */
function returnTypeOf(node: ts.TypeReferenceNode, ask: Questions): readonly Callable[] {
  const [argument] = node.typeArguments ?? [];
  if (!argument || !ts.isIdentifier(node.typeName) || node.typeName.text !== 'ReturnType') return [];
  return ask.callables(ask.type(argument));
}

function isFunctionLiteral(node: ts.Expression): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}
