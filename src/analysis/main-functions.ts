import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { place } from './expression-places.js';
import { formFor } from './narrowed.js';
import type { Obstacle } from './obstacles.js';
import { usesName } from './local-names.js';
import { endsWith, MainStatements, statementsAround } from './main-statements.js';
import { excerpt, type PlanBuilder } from './plan-builder.js';
import type { Questions } from './questions.js';
import { rangeOf } from './ranges.js';
import { importStyle, type SourceFiles } from './source-files.js';

export interface MainFunctionsContext {
  ask: Questions;
  files: SourceFiles;
  plan: PlanBuilder;
  freeName: (near: ts.Node, proposed: string) => string;
  awaitExpression: (node: ts.Expression, cause: Cause, reason: string, also?: (id: number) => void) => void;
  /** Why nothing can be awaited at a node, if so. */
  refusalAt: (node: ts.Node) => Obstacle | undefined;
}

/** The statements of a list that go into an async function, from the first that awaits. */
interface Main {
  list: readonly ts.Statement[];
  first: number;
  awaited: Set<ts.Node>;
  cause: Cause;
}

/**
 * The scripts that cannot await at their top level: what they do from the first await on goes into an async function
 * that is called at once. Only of modules that no other requires, or in a block that runs only when none does: another
 * module would not wait for what it requires. A module that exports nothing, and is loaded by names worked out at run
 * time for what it does, exports the promise of that, and its loads are awaited.
 */
export class MainFunctions {
  readonly #context: MainFunctionsContext;
  readonly #mains = new Map<readonly ts.Statement[], Main>();
  /** The files that are being looked at: two may load each other. */
  readonly #asking = new Set<ts.SourceFile>();

  constructor(context: MainFunctionsContext) {
    this.#context = context;
  }

  /** Why a place at the top level cannot go into an async function, if so. */
  refusal(node: ts.Node): Obstacle | undefined {
    const message = this.#reason(node);
    return message === undefined ? undefined : { code: 'AS206', message };
  }

  #reason(node: ts.Node): string | undefined {
    const { files } = this.#context;
    const file = node.getSourceFile();
    const { list, index, guarded } = statementsAround(node, file);
    if (!guarded && files.dependents(file).size > 1)
      return 'other modules import this one and would not wait for it; export a function that does the work and await that';
    const loading = guarded ? undefined : this.#unwaited(file);
    if (loading)
      return `${place(loading)} may load this module, and would not wait for it; export a function that does the work and await that`;
    if (guarded && !endsWith(list, file))
      return 'what follows the block would run before it ends; make the block the last thing the module does';
    if (guarded && !ts.isBlock(node.parent.parent) && list.length === 1 && this.#isOfLanguage(node))
      return 'put braces around what runs only in the script';
    if ([...this.#mains.keys()].some((other) => other !== list && other[0]?.getSourceFile() === file))
      return 'move the code into the function that the rest of the file runs in';
    return this.#statements(list, this.#first(list, index), guarded).refusal();
  }

  /** Where a file may be loaded that cannot wait for what it does. */
  #unwaited(file: ts.SourceFile): ts.CallExpression | undefined {
    const { files, refusalAt } = this.#context;
    const loads = files.runTimeLoads(file);
    if (loads.length === 0 || this.#asking.has(file)) return undefined;
    if (!isBareScript(file)) return loads[0];
    this.#asking.add(file);
    const unwaited = loads.find((load) => !isForItsWork(load) || refusalAt(load) !== undefined);
    this.#asking.delete(file);
    return unwaited;
  }

  /** Whether a call is one of a method of the language, which a loop or a helper takes the place of. */
  #isOfLanguage(call: ts.Node): boolean {
    const { ask, files } = this.#context;
    return ts.isCallExpression(call) && ask.targets(call).some((target) => files.isLanguage(target));
  }

  /** Takes note of an await at the top level. */
  accept(node: ts.Node, cause: Cause): void {
    const { list, index } = statementsAround(node, node.getSourceFile());
    const known = this.#mains.get(list);
    const awaited = (known?.awaited ?? new Set()).add(node);
    this.#mains.set(list, { list, first: this.#first(list, index), awaited, cause: known?.cause ?? cause });
    if (known) return;
    for (const load of this.#loads(list))
      this.#context.awaitExpression(load, cause, `${excerpt(load)} may load ${place(node)}, which awaits`);
  }

  /** The places that load a module for the work of these statements. */
  #loads([first]: readonly ts.Statement[]): readonly ts.CallExpression[] {
    return first && ts.isSourceFile(first.parent) ? this.#context.files.runTimeLoads(first.parent) : [];
  }

  /**
   * Plans what was taken note of.
   * @param isPlain whether a call becomes awaited, and nothing else
   */
  finish(isPlain: (call: ts.Node) => boolean): void {
    for (const main of this.#mains.values()) {
      const call = lastCall(main);
      if (call && isPlain(call) && this.#loads(main.list).length === 0) this.#float(call);
      else this.#wrap(main);
    }
  }

  /** `run();` as the last thing a script does needs nobody to wait for it. */
  #float(call: ts.CallExpression): void {
    const { plan } = this.#context;
    const file = call.getSourceFile();
    const awaited = plan.planned('await', file, rangeOf(call));
    if (!awaited) return;
    plan.withdraw(awaited, file);
    const { because, reason } = awaited;
    plan.step('void', file, rangeOf(call), { because, reason }, {}, awaited.id);
  }

  #wrap({ list, first, cause }: Main): void {
    const { plan } = this.#context;
    const file = list[0]?.getSourceFile();
    if (!file) return;
    const { inside } = this.#statements(list, first, false);
    const all = list.filter((statement, index) => index >= first || inside.has(statement));
    const [start, end] = [all[0], all.at(-1)];
    if (!start || !end) return;
    const why = { because: cause, reason: 'the top level of this module cannot await' };
    const moved = all.filter((statement) => inside.has(statement));
    const details = {
      name: this.#name(start),
      form: formFor(moved, list, this.#context.ask),
      statements: moved.map(rangeOf),
      list: list.map(rangeOf),
      first: rangeOf(list[first] ?? start),
      ...(this.#loads(list).length > 0 && { exported: true }),
    };
    plan.step('main-function', file, { start: start.getStart(), end: end.end }, why, details);
  }

  /** `main`, which in `require.main` is no name of the file's own. */
  #name(near: ts.Node): string {
    return usesName(near.getSourceFile(), 'main') ? this.#context.freeName(near, 'main') : 'main';
  }

  #first(list: readonly ts.Statement[], index: number): number {
    const known = this.#mains.get(list);
    return known ? Math.min(known.first, index) : index;
  }

  #statements(list: readonly ts.Statement[], first: number, guarded: boolean): MainStatements {
    return new MainStatements(list, first, guarded, this.#context.ask);
  }
}

/** Whether a file is CommonJS that exports nothing: what loads it wants its work, and nothing of it. */
function isBareScript(file: ts.SourceFile): boolean {
  return importStyle(file) === 'require' && !usesName(file, 'exports') && !usesName(file, 'module');
}

/** Whether a module is required for what it does, and not for what it gives. */
function isForItsWork(load: ts.CallExpression): boolean {
  return ts.isIdentifier(load.expression) && ts.isExpressionStatement(load.parent);
}

/** The call that is the only await of a list and the last thing it does. */
function lastCall({ list, first, awaited }: Main): ts.CallExpression | undefined {
  const [only] = awaited;
  if (!only || awaited.size > 1 || !ts.isCallExpression(only)) return undefined;
  const rest = list.slice(first + 1);
  const declares = (one: ts.Statement) =>
    ts.isFunctionDeclaration(one) || ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one);
  return only.parent === list[first] && rest.every(declares) ? only : undefined;
}
