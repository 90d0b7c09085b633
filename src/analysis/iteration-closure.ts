import { ts } from '../compiler/typescript.js';
import { callableOf, declarationsOf, hasBody, isAsync, type Callable } from './callables.js';
import { isHandedOn, iteratedBy, iteratorsOf, resultsOf, takesAll, yieldsPromises } from './iterated.js';
import { iterationPlace, type IterationPlace } from './iteration-places.js';
import { asynchronousBase, asynchronousType, iteratorSymbol, type RenamedType } from './iteration-types.js';
import { isExportedVariable, namesIn } from './variables.js';
import type { Questions } from './questions.js';
import type { FlowFact } from './scan.js';
import type { SourceFiles } from './source-files.js';
import { isWriteTarget } from './write-targets.js';

export interface IterationContext {
  ask: Questions;
  files: SourceFiles;
  mayChange: (file: ts.SourceFile) => boolean;
  /** Reads every file that can call a callable or hand it on. */
  readAround: (callable: Callable) => void;
  callsOf: (callable: Callable) => readonly ts.CallLikeExpression[];
  flowsFrom: (callable: Callable) => readonly FlowFact[];
  flowsTo: (callable: Callable) => readonly FlowFact[];
}

/** What cannot be read asynchronously, and why. */
export interface IterationRefusal {
  node: ts.Node;
  message: string;
}

const takesAtOnce = 'this needs the values at once; collect them in a `for await` loop before';

/**
 * Everything that changes when a generator becomes an asynchronous one: the functions that give its iterator, the
 * variables and parameters that hold it, and the places that read it. They change together or not at all.
 */
export class IterationClosure {
  readonly functions = new Set<Callable>();
  readonly generators = new Set<ts.FunctionLikeDeclaration>();
  /** Names in types, and of well-known symbols, that change. */
  readonly types: RenamedType[] = [];
  readonly places: { value: ts.Expression; place: IterationPlace }[] = [];
  refusal: IterationRefusal | undefined;
  readonly #context: IterationContext;
  readonly #values = new Set<ts.Node>();
  readonly #variables = new Set<ts.Node>();
  /** Values that have to be among those that change, because the same place holds one that does. */
  readonly #others: ts.Expression[] = [];

  constructor(generator: ts.FunctionLikeDeclaration, context: IterationContext) {
    this.#context = context;
    this.#function(callableOf(generator), generator);
    for (const other of this.#others)
      if (!this.#values.has(other))
        this.#refuse(
          other,
          'this is no asynchronous iterable, as others in its place become; make it one, or collect those',
        );
  }

  #refuse(node: ts.Node, message: string): void {
    this.refusal ??= { node, message };
  }

  #function(callable: Callable, at: ts.Node): void {
    if (this.functions.has(callable) || this.refusal) return;
    const { files, flowsFrom, flowsTo, callsOf, readAround, mayChange } = this.#context;
    if (files.isExternal(callable)) {
      this.#refuse(at, 'a library decides how this is read; give it an array');
      return;
    }
    this.functions.add(callable);
    readAround(callable);
    for (const declaration of declarationsOf(callable)) {
      if (!mayChange(declaration.getSourceFile())) this.#refuse(declaration, 'it is outside the given paths');
      this.#declaration(declaration);
    }
    for (const flow of flowsFrom(callable)) {
      if (flow.external) this.#handedOut(flow, callable);
      else this.#function(flow.to, flow.at);
    }
    for (const flow of flowsTo(callable)) this.#function(flow.from, flow.at);
    for (const call of callsOf(callable)) {
      if (ts.isCallExpression(call)) {
        const symbol =
          ts.isElementAccessExpression(call.expression) && iteratorSymbol(call.expression.argumentExpression);
        if (symbol) this.types.push({ name: symbol, to: 'asyncIterator' });
        this.#value(call);
      } else this.#refuse(call, takesAtOnce);
    }
    if (iteratorSymbol(callable.name)) this.#iterated(callable);
  }

  #declaration(declaration: Callable): void {
    const type = declaration.type ?? ts.getJSDocReturnType(declaration);
    if (type) this.#type(type);
    if (!hasBody(declaration)) {
      if (!type) this.#refuse(declaration, 'declare what it returns');
      return;
    }
    if (declaration.asteriskToken) {
      this.generators.add(declaration);
      // An asynchronous generator waits for promises it yields, a synchronous one hands them out.
      if (yieldsPromises(declaration, this.#context.ask))
        this.#refuse(declaration, 'it yields promises; await them first');
      return;
    }
    if (isAsync(declaration)) this.#refuse(declaration, 'return the values from an async generator instead');
    this.#others.push(...resultsOf(declaration));
  }

  #type(type: ts.TypeNode): void {
    const renamed = asynchronousType(type);
    if (renamed) this.types.push(...renamed);
    else this.#refuse(type, 'name the type of the iterable here: `Generator`, `Iterable` or `Iterator`');
  }

  /** An object that can be iterated, given to what takes any iterable; or the function itself, given to a library. */
  #handedOut(flow: FlowFact, callable: Callable): void {
    const { at } = flow;
    if (!iteratorSymbol(callable.name))
      this.#refuse(at, 'a library decides how this is read; give it an array');
    else if (ts.isExpressionWithTypeArguments(at)) {
      const renamed = asynchronousBase(at);
      if (renamed) this.types.push(renamed);
      else this.#refuse(at, 'another type says that it can be iterated at once');
    } else if (ts.isExpression(at)) this.#value(at);
  }

  /** Follows a value that is an iterable or iterator which becomes asynchronous. */
  #value(value: ts.Expression): void {
    if (this.#values.has(value) || this.refusal) return;
    this.#values.add(value);
    if (!this.#context.mayChange(value.getSourceFile())) {
      this.#refuse(value, 'it is outside the given paths');
      return;
    }
    const place = iterationPlace(value, this.#context.ask);
    this.places.push({ value, place });
    switch (place.kind) {
      case 'value':
        if (place.type) this.#type(place.type);
        this.#value(place.node);
        return;
      case 'iterator':
        this.#value(place.node);
        return;
      case 'variable':
        this.#variable(place.name);
        return;
      case 'result':
        if (hasBody(place.of) && !place.of.asteriskToken) this.#function(callableOf(place.of), value);
        else this.#refuse(value, takesAtOnce);
        return;
      case 'argument':
        this.#argument(value, place.call, place.index);
        return;
      case 'other':
        this.#refuse(value, takesAtOnce);
        return;
      case 'delegate':
      case 'loop':
      case 'collect':
      case 'take':
      case 'step': {
        // A generator that reads another waits for it too.
        const reader = ts.findAncestor(place.node, ts.isFunctionLike);
        if (reader && hasBody(reader) && reader.asteriskToken && !isAsync(reader))
          this.#function(callableOf(reader), value);
        return;
      }
      case 'nothing':
        return;
    }
  }

  #variable(name: ts.Identifier): void {
    const declaration = this.#context.ask.symbol(name)?.valueDeclaration;
    if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) {
      this.#refuse(name, takesAtOnce);
      return;
    }
    if (isExportedVariable(declaration))
      this.#refuse(declaration, 'it is exported; export a function that gives it');
    this.#holder(declaration, declaration.name, declaration.getSourceFile());
    if (declaration.initializer) this.#others.push(declaration.initializer);
  }

  /** What is given to a parameter has to be asynchronous in every call. */
  #argument(value: ts.Expression, call: ts.CallExpression | ts.NewExpression, index: number): void {
    const { ask, files, flowsFrom, flowsTo, callsOf, readAround } = this.#context;
    const [target] = ts.isCallExpression(call) ? ask.targets(call) : [];
    const constructs = ask.symbol(call.expression)?.valueDeclaration;
    const declaration = target ?? constructs;
    if (!target || files.isLanguage(target)) {
      if (declaration && files.isLanguage(declaration) && takesAll(call))
        this.places.push({ value, place: { kind: 'collect', node: value } });
      else this.#refuse(value, takesAtOnce);
      return;
    }
    const [body] = declarationsOf(target).filter(hasBody);
    const parameter = body?.parameters[index];
    const callable = callableOf(target);
    readAround(callable);
    const handedOn = flowsFrom(callable).length > 0 || flowsTo(callable).length > 0;
    if (!parameter || handedOn || declarationsOf(target).length > 1 || !ts.isIdentifier(parameter.name)) {
      this.#refuse(value, takesAtOnce);
      return;
    }
    if (parameter.dotDotDotToken || parameter.initializer) this.#refuse(value, takesAtOnce);
    this.#holder(parameter, parameter.name, parameter.parent);
    for (const other of callsOf(callable)) {
      const given = ts.isCallExpression(other) ? other.arguments[index] : undefined;
      if (given) this.#others.push(given);
    }
  }

  /** A variable or parameter that holds the iterable: its type, and every use of it. */
  #holder(
    declaration: ts.VariableDeclaration | ts.ParameterDeclaration,
    name: ts.Identifier,
    within: ts.Node,
  ): void {
    if (this.#variables.has(declaration)) return;
    this.#variables.add(declaration);
    const type = declaration.type ?? ts.getJSDocType(declaration);
    if (type) this.#type(type);
    for (const use of namesIn(within, name, this.#context.ask)) {
      if (!isWriteTarget(use)) this.#value(use);
      else if (ts.isBinaryExpression(use.parent)) this.#others.push(use.parent.right);
    }
  }

  /** The places that iterate objects by a method named `[Symbol.iterator]`, or give them to what takes any iterable. */
  #iterated(method: Callable): void {
    const { ask, files } = this.#context;
    const gives = (node: ts.Expression) => iteratorsOf(ask.type(node), ask).includes(method);
    const visit = (node: ts.Node): void => {
      const iterated = iteratedBy(node);
      if (iterated && gives(iterated)) this.#value(iterated);
      else if (ts.isExpression(node) && isHandedOn(node) && gives(node)) {
        const expected = ask.expectedType(node);
        const wanted = expected ? iteratorsOf(expected, ask) : [];
        if (wanted.length > 0 && !wanted.includes(method)) this.#value(node);
      }
      ts.forEachChild(node, visit);
    };
    for (const file of files.dependents(method.getSourceFile())) visit(file);
  }
}
