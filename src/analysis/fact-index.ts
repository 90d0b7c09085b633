import type { ts } from '../compiler/typescript.js';
import type { Callable } from './callables.js';
import type { Carriers, Ownership } from './carriers.js';
import { FlowReader } from './flows.js';
import type { Questions } from './questions.js';
import type { FileFacts, FlowFact } from './scan.js';
import { UntypedValues, type UntypedFinds, type UntypedPropertyRead } from './untyped-values.js';
import type { UntypedHandover, UntypedReader } from './untyped-facts.js';
import type { MockFact } from './tests/mocks.js';
import type { ThrowAssertion } from './tests/throw-assertions.js';

/** What follows from what untyped values turn out to be. */
export interface UntypedEffects extends Omit<UntypedFinds, 'meetings'> {
  /** What they come to stand for, where a type is expected. */
  flows: FlowFact[];
}

/** The facts of the files read so far, by the callables they are about. */
export class FactIndex {
  readonly #files = new Map<ts.SourceFile, FileFacts>();
  readonly #calls = new Map<Callable, ts.CallLikeExpression[]>();
  readonly #flowsFrom = new Map<Callable, FlowFact[]>();
  readonly #flowsTo = new Map<Callable, FlowFact[]>();
  readonly #laterFlows = new Map<Callable, () => readonly FlowFact[]>();
  readonly #untyped: UntypedValues;
  readonly #arrivals: FlowReader;
  readonly #untypedReads = new Map<ts.Declaration, UntypedReader[]>();
  readonly #rendered = new Map<Callable, ts.CallLikeExpression[]>();
  readonly #allUntypedReads: UntypedPropertyRead[] = [];
  readonly #found = new Map<ts.CallExpression, Callable[]>();
  readonly #usings = new Map<Callable, ts.VariableDeclarationList[]>();
  readonly #mocks = new Map<Callable, MockFact[]>();
  readonly #assertions = new Map<Callable, ThrowAssertion[]>();

  readonly #handovers = new Map<Callable, UntypedHandover[]>();
  readonly #languageMembers = new Map<Callable, string>();

  get files(): ReadonlyMap<ts.SourceFile, FileFacts> {
    return this.#files;
  }

  /** @param maybeKept whether it matters who reads an object of this type, kept under a name */
  constructor(ask: Questions, whose: Ownership, carriers: Carriers, maybeKept: (type: ts.Type) => boolean) {
    this.#arrivals = new FlowReader(ask, whose, carriers);
    this.#untyped = new UntypedValues(ask, maybeKept);
  }

  /** Takes in a file's facts. @returns what is known by them of untyped values, in any file, and was not before */
  add(file: ts.SourceFile, facts: FileFacts): UntypedEffects {
    this.#files.set(file, facts);
    for (const { node, targets } of facts.calls)
      for (const target of targets) push(this.#calls, target, node);
    for (const { list, disposers } of facts.usings) {
      for (const disposer of disposers) push(this.#usings, disposer, list);
    }
    for (const assertion of facts.assertions)
      for (const callable of assertion.callables) push(this.#assertions, callable, assertion);
    for (const mock of facts.mocks) for (const callable of mock.callables) push(this.#mocks, callable, mock);
    for (const flow of facts.flows) this.#addFlow(flow);
    for (const [callable, read] of facts.laterFlows) this.#laterFlows.set(callable, read);
    for (const { node, targets } of facts.rendered) {
      for (const target of targets) push(this.#rendered, target, node);
    }
    for (const { name, callables } of facts.languageMembers)
      for (const callable of callables) this.#languageMembers.set(callable, name);
    for (const handover of facts.untyped.handovers) push(this.#handovers, handover.from, handover);
    return this.#settle(this.#untyped.add(facts.untyped));
  }

  /** Takes in what untyped values turn out to be, and what follows from that, until nothing does. */
  #settle(finds: UntypedFinds): UntypedEffects {
    const effects: UntypedEffects = { calls: [], reads: [], flows: [], kept: new Set() };
    for (let next = finds; ;) {
      for (const { node, property } of next.reads) push(this.#untypedReads, property, node);
      this.#allUntypedReads.push(...next.reads);
      for (const { node, target } of next.calls) {
        push(this.#calls, target, node);
        push(this.#found, node, target);
      }
      const between = next.meetings.map((meeting) => this.#arrivals.between(meeting));
      for (const { flows } of between)
        flows.forEach((flow) => {
          this.#addFlow(flow);
        });
      effects.calls.push(...next.calls);
      effects.reads.push(...next.reads);
      effects.flows.push(...between.flatMap(({ flows }) => flows));
      next.kept.forEach((name) => effects.kept.add(name));
      const stores = between.flatMap((one) => one.stores);
      if (stores.length === 0) return effects;
      next = this.#untyped.store(stores);
    }
  }

  #addFlow(flow: FlowFact): void {
    push(this.#flowsFrom, flow.from, flow);
    push(this.#flowsTo, flow.to, flow);
  }

  /** Whether a call of an untyped value has a target after all. */
  isFound(call: ts.CallExpression): boolean {
    return this.#found.has(call);
  }
  /** The callables that a call of an untyped value reaches after all. */
  foundBy(call: ts.CallExpression): readonly Callable[] {
    return this.#found.get(call) ?? [];
  }
  /** The reads of untyped values that can reach a property's declaration. */
  untypedReadsOf(property: ts.Declaration): readonly UntypedReader[] {
    return this.#untypedReads.get(property) ?? [];
  }
  /** The reads of untyped values whose property is known after all. */
  get untypedReads(): readonly UntypedPropertyRead[] {
    return this.#allUntypedReads;
  }
  /** The member that the language calls and that a callable is made, if it is. */
  languageName(callable: Callable): string | undefined {
    return this.#languageMembers.get(callable);
  }
  /** The calls of untyped values that a callable is handed to. */
  handedTo(callable: Callable): readonly UntypedHandover[] {
    return this.#handovers.get(callable) ?? [];
  }
  /** The elements of JSX that a component is called for. */
  renderedAs(callable: Callable): readonly ts.CallLikeExpression[] {
    return this.#rendered.get(callable) ?? [];
  }
  callsOf(callable: Callable): readonly ts.CallLikeExpression[] {
    return this.#calls.get(callable) ?? [];
  }
  /** The `using` declarations that end with a call of this dispose method. */
  usingsOf(callable: Callable): readonly ts.VariableDeclarationList[] {
    return this.#usings.get(callable) ?? [];
  }
  /** The assertions that call this callable to see what it throws. */
  assertionsOf(callable: Callable): readonly ThrowAssertion[] {
    return this.#assertions.get(callable) ?? [];
  }
  /** The calls that tell mocks of this callable what to return. */
  mocksOf(callable: Callable): readonly MockFact[] {
    return this.#mocks.get(callable) ?? [];
  }
  flowsFrom(callable: Callable): readonly FlowFact[] {
    const later = this.#laterFlows.get(callable);
    this.#laterFlows.delete(callable);
    for (const flow of later?.() ?? []) this.#addFlow(flow);
    return this.#flowsFrom.get(callable) ?? [];
  }
  flowsTo(callable: Callable): readonly FlowFact[] {
    return this.#flowsTo.get(callable) ?? [];
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
