import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { advice } from './advice.js';
import { classParts, hasModifier, identifiersIn, type ClassParts } from './class-parts.js';
import { classUses, type ClassUses, type NamedClass, type TypeQuestion } from './class-uses.js';
import { isAwaited, place } from './expression-places.js';
import { formRefusal, type FactoryForm, type FormContext } from './factory-form.js';
import { constructFirst } from './factory-first.js';
import { constructLast } from './factory-last.js';
import type { Obstacle } from './obstacles.js';
import { excerpt, type PlanBuilder } from './plan-builder.js';
import type { IsPublished } from './published-names.js';
import type { Questions } from './questions.js';
import { rangeOf } from './ranges.js';
import type { SourceFiles } from './source-files.js';

/** What the conversion of constructors needs to know, and what it asks propagation to do. */
export interface ConstructorContext extends Omit<FormContext, 'awaits'> {
  ask: Questions;
  files: SourceFiles;
  plan: PlanBuilder;
  mayChange: (file: ts.SourceFile) => boolean;
  isPublished: IsPublished;
  awaitExpression: (node: ts.Expression, cause: Cause, reason: string, also?: (id: number) => void) => void;
  /** Why nothing can be awaited at a place, if so. */
  refusalAt: (node: ts.Node) => Obstacle | undefined;
  /** Classes that an earlier run found no form for once it knew every await, with why. */
  refused: Map<string, string>;
}

interface Known {
  parts: ClassParts;
  uses: ClassUses;
  refusal: string | undefined;
  /** What is awaited in the constructor and the fields. */
  awaited: Set<ts.Node>;
  name: string;
  step: Cause | undefined;
}

/**
 * Gives classes that do I/O while an object is made an async factory, and makes every construction a call of it. The form
 * is chosen when every await is known (`finish`); where none fits then, the class is put among the refused.
 */
export class Constructors {
  readonly #context: ConstructorContext;
  readonly #known = new Map<NamedClass, Known>();
  readonly #names = new Map<string, string>();

  constructor(context: ConstructorContext) {
    this.#context = context;
  }

  /** Why what a class does while an object is made cannot be awaited, if so. */
  obstacle(node: ts.ClassLikeDeclaration, at: ts.Node, code: 'AS201' | 'AS203'): Obstacle | undefined {
    const refuse = (why: string): Obstacle => ({ code, message: `${why}; ${advice[code]}` });
    if (!isNamed(node)) return refuse('the class has no name of its own');
    const known = this.#of(node);
    const early = this.#context.refused.get(keyOf(node)) ?? known.refusal;
    if (early !== undefined) return refuse(early);
    if (known.step) {
      known.awaited.add(at);
      return undefined;
    }
    const form = this.#formOf(known, new Set([at]));
    return typeof form === 'string' ? refuse(form) : undefined;
  }

  /** Plans the constructions of a class as calls of its factory. */
  convert(node: ts.ClassLikeDeclaration, at: ts.Node, cause: Cause): void {
    if (!isNamed(node)) return;
    const known = this.#of(node);
    known.awaited.add(at);
    if (known.step) return;
    known.step = cause;
    const { plan, awaitExpression } = this.#context;
    for (const question of known.uses.questions) this.#answer(question, node, known.name, cause);
    for (const construction of known.uses.constructions) {
      const reason = `${excerpt(construction)} does I/O`;
      const call = (because: Cause) => {
        const why = { because, reason };
        plan.step('construct', construction.getSourceFile(), rangeOf(construction), why, {
          name: known.name,
        });
      };
      if (isAwaited(construction)) call(cause);
      else {
        awaitExpression(construction, cause, reason, (step) => {
          call({ step });
        });
      }
    }
  }

  /** What asked the class how it is constructed asks its factory from now on. */
  #answer(question: TypeQuestion, node: NamedClass, factory: string, because: Cause): void {
    const why = { because, reason: `an async method makes a ${node.name.text}` };
    const { plan } = this.#context;
    const file = question.getSourceFile();
    const [query] = question.typeArguments ?? [];
    if (!query || !ts.isTypeQueryNode(query)) return;
    const name = query.exprName.getText();
    if (question.typeName.text === 'InstanceType') {
      plan.step('replace-text', file, rangeOf(question), why, { text: name });
      return;
    }
    plan.step('replace-text', file, rangeOf(question.typeName), why, { text: 'Parameters' });
    plan.step('replace-text', file, rangeOf(query.exprName), why, { text: `${name}.${factory}` });
  }

  /** Plans the factories, now that every await is known. */
  finish(): void {
    for (const [node, known] of this.#known) {
      if (!known.step) continue;
      const form = this.#formOf(known, known.awaited);
      if (typeof form === 'string') this.#context.refused.set(keyOf(node), form);
      else this.#plan(node, known, known.step, form);
    }
  }

  #plan(node: NamedClass, { parts, name }: Known, because: Cause, form: FactoryForm): void {
    const values = [...form.movedFields, ...form.body.filter((part) => 'local' in part)];
    const taken = identifiersIn(parts.implementation ? [parts.implementation] : []).map(({ text }) => text);
    const why = { because, reason: `making a ${node.name.text} does I/O, so an async method makes it` };
    this.#context.plan.step('async-factory', node.getSourceFile(), rangeOf(node), why, {
      name,
      access: accessOf(parts),
      typed: parts.typescript,
      construct: form.construct,
      self: taken.includes('self') ? this.#context.freeName(node, 'self') : 'self',
      kept: form.kept.map((parameter) => parts.parameters.indexOf(parameter)),
      body: form.body.map((part) => ('local' in part ? part.name : parts.statements.indexOf(part))),
      moved: form.moved.map((statement) => parts.statements.indexOf(statement)),
      fields: form.movedFields.map((field) => field.name),
      values: [...new Map(values.map((value) => [value.name, value])).values()].map((value) => ({
        field: value.name,
        local: value.local,
        type: typeof value.type === 'string' ? value.type : null,
      })),
      definite: form.definite.map((field) => field.name.getText()),
      ...(form.readonly.length > 0 && { readonly: [...new Set(form.readonly)] }),
    });
  }

  #formOf({ parts }: Known, awaited: ReadonlySet<ts.Node>): FactoryForm | string {
    const awaits = (node: ts.Node) => [...awaited].some((one) => node.pos <= one.pos && one.end <= node.end);
    if (parts.parameters.some(awaits)) return 'a default of its parameters does I/O';
    const freeName = (near: ts.Node, proposed: string) => this.#freeName(near, proposed);
    const context = { ...this.#context, awaits, freeName };
    const last = constructLast(parts, context);
    if (typeof last !== 'string') return last;
    const first = constructFirst(parts, context);
    return typeof first === 'string' && first !== last ? `${first}, and ${last}` : first;
  }

  /** The same name each time a form is tried. */
  #freeName(near: ts.Node, proposed: string): string {
    const key = `${keyOf(near)} ${proposed}`;
    const name = this.#names.get(key) ?? this.#context.freeName(near, proposed);
    this.#names.set(key, name);
    return name;
  }

  #of(node: NamedClass): Known {
    const found = this.#known.get(node);
    if (found) return found;
    const { ask, files } = this.#context;
    const parts = classParts(node);
    const uses = classUses(node, ask, files);
    const name = freeMember(node, ask);
    const known: Known = { parts, uses, refusal: undefined, awaited: new Set(), name, step: undefined };
    // Known before it is judged: a class may be constructed in its own constructor.
    this.#known.set(node, known);
    known.refusal = this.#refusal(known);
    return known;
  }

  #refusal({ parts, uses }: Known): string | undefined {
    const { mayChange, refusalAt, isPublished } = this.#context;
    if (!mayChange(parts.node.getSourceFile())) return 'the class is outside the given paths';
    if (uses.hidden !== undefined) return uses.hidden;
    if (isPublished(parts.node)) return 'the package exports the class, so others may construct it';
    const form = formRefusal(parts);
    if (form !== undefined) return form;
    if (uses.constructions.length === 0) return 'nothing in sight constructs it';
    const asked = uses.questions.find((question) => !mayChange(question.getSourceFile()));
    if (asked) return `a type outside the given paths speaks of the class itself (${place(asked)})`;
    for (const construction of uses.constructions) {
      if (!mayChange(construction.getSourceFile()))
        return `it is constructed outside the given paths (${place(construction)})`;
      const refusal = refusalAt(construction);
      if (refusal) return `it is constructed where nothing can be awaited (${place(construction)})`;
      if (parts.extended && !parts.implementation && construction.arguments?.length) {
        return 'its constructor is that of another class';
      }
    }
    return undefined;
  }
}

function isNamed(node: ts.ClassLikeDeclaration): node is NamedClass {
  return ts.isClassDeclaration(node) && node.name !== undefined;
}

/** A name for the factory that the class has no static member of. */
function freeMember(node: NamedClass, ask: Questions): string {
  const symbol = ask.symbol(node.name);
  const type = symbol && ask.checker.getTypeOfSymbol(symbol);
  const names = ['create', 'createAsync'];
  const isFree = (name: string) => !type?.getProperty(name);
  const found = names.find(isFree);
  if (found !== undefined) return found;
  let number = 2;
  while (!isFree(`create${String(number)}`)) number += 1;
  return `create${String(number)}`;
}

function accessOf({ implementation }: ClassParts): 'public' | 'protected' | 'private' {
  if (!implementation) return 'public';
  if (hasModifier(implementation, ts.SyntaxKind.PrivateKeyword)) return 'private';
  return hasModifier(implementation, ts.SyntaxKind.ProtectedKeyword) ? 'protected' : 'public';
}

/** A class by its place, which stays the same from one run to the next. */
function keyOf(node: ts.Node): string {
  return `${node.getSourceFile().fileName}:${String(node.pos)}`;
}
