import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { advice } from './advice.js';
import { hasBody, type FunctionWithBody } from './callables.js';
import { hasModifier } from './class-parts.js';
import { Constructors, type ConstructorContext } from './constructors.js';
import type { Container } from './containers.js';
import { EffectCallbacks } from './effect-callbacks.js';
import type { FieldRules } from './factory-form.js';
import { Generators, type CollectUse, type GeneratorContext } from './generators.js';
import { Getters, type GetterContext } from './getters.js';
import { MainFunctions, type MainFunctionsContext } from './main-functions.js';
import type { Obstacle } from './obstacles.js';
import { PromiseExecutors } from './promise-executors.js';
import type { Seeds } from './seeds.js';
import { SetUps } from './set-ups.js';
import { StaticFields } from './static-fields.js';
import type { UntypedReader } from './untyped-facts.js';

type WallContainer = Extract<Container, { kind: 'wall' }>;

interface ConversionContext
  extends
    GetterContext,
    GeneratorContext,
    MainFunctionsContext,
    Omit<ConstructorContext, 'rules' | 'isMoved' | keyof GeneratorContext> {
  fields: FieldRules;
  seeds: Seeds;
}

/** The constructs that cannot await and can be made into others that can. */
export class Conversions {
  readonly #getters: Getters;
  readonly #constructors: Constructors;
  readonly #staticFields: StaticFields;
  readonly #mains: MainFunctions;
  readonly #setUps: SetUps;
  readonly #generators: Generators;
  readonly #effects: EffectCallbacks;
  readonly #executors: PromiseExecutors;
  readonly #files: ConversionContext['files'];

  constructor(context: ConversionContext) {
    this.#files = context.files;
    this.#generators = new Generators(context);
    this.#effects = new EffectCallbacks(context);
    this.#executors = new PromiseExecutors(context);
    this.#getters = new Getters(context);
    this.#mains = new MainFunctions(context);
    const { files, seeds } = context;
    this.#setUps = new SetUps({
      ...context,
      isExternal: files.isExternal,
      isSeed: (callable) => seeds.calls.has(callable),
      methods: seeds.setUps,
    });
    this.#staticFields = new StaticFields(context);
    this.#constructors = new Constructors({
      ...context,
      rules: context.fields,
      isMoved: (symbol) => context.seeds.moves.has(symbol),
    });
  }

  /** Why a node's container cannot be made into something that awaits it, if so. */
  obstacle({ code, node }: WallContainer, at: ts.Node): Obstacle | undefined {
    // What importers are told of it is said elsewhere, and would not change with it.
    if (!ts.isSourceFile(node) && this.#isDeclared(node)) return { code, message: advice[code] };
    if (ts.isGetAccessor(node)) return this.#getters.obstacle(node);
    if (this.#executors.has(node)) return undefined;
    if (isStaticField(node)) return this.#staticFields.obstacle(node);
    if (hasBody(node))
      return code === 'AS208' ? this.#effects.refusal(at, node) : this.#generators.obstacle(node);
    const refusal = this.#refusal({ kind: 'wall', code, node }, at);
    const unfit = refusal && this.#setUps.refusal(at, node);
    if (!refusal || !unfit) return undefined;
    return unfit.state === undefined
      ? refusal
      : {
          code,
          message: `${refusal.message}; and it leaves ${unfit.state} behind, which has to be there at once`,
        };
  }

  /** Why a place in a constructor, a field or a module cannot be awaited in a factory or a function, if so. */
  #refusal({ code, node }: WallContainer, at: ts.Node): Obstacle | undefined {
    if (ts.isSourceFile(node))
      return this.#setUps.has(node) ? { code, message: advice[code] } : this.#mains.refusal(at);
    const owner = ownerOf(node);
    if (!owner || (code !== 'AS201' && code !== 'AS203') || this.#setUps.has(node))
      return { code, message: advice[code] };
    return this.#constructors.obstacle(owner, at, code);
  }

  #isDeclared(node: ts.Node): boolean {
    return !isStaticField(node) && this.#files.declarations(node.getSourceFile()) !== undefined;
  }

  /** Says also elsewhere why a container cannot be made into anything else. */
  refuse({ code, node }: WallContainer, cause: Cause): void {
    if (hasBody(node) && code !== 'AS208') this.#generators.refuse(node, cause);
  }

  /** Plans what a node's container is made into, and everything that follows from it. */
  convert(container: WallContainer, at: ts.Node, cause: Cause): void {
    const { node } = container;
    const owner = ownerOf(node);
    if (ts.isGetAccessor(node)) this.#getters.convert(node, cause);
    else if (isStaticField(node)) this.#staticFields.convert(node, cause);
    else if (this.#executors.has(node)) this.#executors.accept(node, cause);
    else if (hasBody(node) && container.code === 'AS208') this.#effects.accept(at, node, cause);
    else if (hasBody(node)) this.#generators.convert(node, cause);
    else if (this.#refusal(container, at)) this.#setUps.accept(at, node, cause);
    else if (ts.isSourceFile(node)) this.#mains.accept(at, cause);
    else if (owner) this.#constructors.convert(owner, at, cause);
  }

  /** Whether a function is a callback that takes no promise and can call an async function. */
  isEffect(fn: FunctionWithBody): boolean {
    return this.#effects.has(fn) || this.#executors.has(fn);
  }

  /** Takes in that an untyped value is read where it can be a property. */
  readUntyped(property: ts.Declaration, node: UntypedReader): void {
    this.#getters.readUntyped(property, node);
  }

  /** The places where a helper collects what an asynchronous generator yields. */
  get collectUses(): readonly CollectUse[] {
    return this.#generators.uses;
  }

  /**
   * Plans the conversions that depend on everything that is found.
   * @param isPlain whether a call becomes awaited, and nothing else
   */
  finish(isPlain: (call: ts.Node) => boolean): void {
    this.#constructors.finish();
    this.#mains.finish(isPlain);
    this.#effects.finish(isPlain);
    this.#executors.finish();
    this.#setUps.finish();
  }
}

/** The class whose objects a constructor or a field belongs to. */
function ownerOf(node: ts.Node): ts.ClassLikeDeclaration | undefined {
  if (ts.isConstructorDeclaration(node)) return node.parent;
  return ts.isPropertyDeclaration(node) ? node.parent : undefined;
}

function isStaticField(node: ts.Node): node is ts.PropertyDeclaration {
  return ts.isPropertyDeclaration(node) && hasModifier(node, ts.SyntaxKind.StaticKeyword);
}
