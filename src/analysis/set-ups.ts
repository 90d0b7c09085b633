import { ts } from '../compiler/typescript.js';
import type { Cause } from '../plan/plan.js';
import { lateReaders, type LateField, type LateReaderContext } from './late-readers.js';
import type { Obstacle } from './obstacles.js';
import type { PlanBuilder } from './plan-builder.js';
import type { StateAccess } from './hazards/shared-state.js';
import { rangeOf } from './ranges.js';
import { delayOf, handleOf, type Handle, type SetUpContext } from './set-up-statements.js';

/** Statements that are done together, first of all that is asked of an object next. */
interface SetUp {
  list: readonly ts.Statement[];
  first: number;
  last: number;
  handle: Handle;
  /** What is left behind later than before. */
  late: readonly StateAccess[];
  /** The methods that wait for it first, because they read what it leaves behind. */
  readers: ReadonlySet<ts.MethodDeclaration>;
  cause: Cause;
}

interface SetUpsContext extends SetUpContext, LateReaderContext {
  plan: PlanBuilder;
  /** Plans a step (`act`, which gives its id) if what holds the node is async or can become so; a wall otherwise. */
  grant: (node: ts.Node, cause: Cause, act: () => number) => void;
  /** Why nothing can be awaited at a node, if so. */
  refusalAt: (node: ts.Node) => Obstacle | undefined;
}

/**
 * What is done with a connection where nothing can be awaited, in a constructor or at the top level of a module, is handed
 * to the connection to be done first: what anybody asks of it afterwards waits for that. Only where nothing but the
 * connection tells whether it is done yet.
 */
export class SetUps {
  readonly #context: SetUpsContext;
  readonly #waiting = new Set<ts.MethodDeclaration>();
  readonly #found = new Map<readonly ts.Statement[], SetUp[]>();

  constructor(context: SetUpsContext) {
    this.#context = context;
  }

  /** Whether something in a constructor's body or a module was taken already. */
  has(region: ts.Node): boolean {
    const list = statementsOf(region);
    return list !== undefined && this.#found.has(list);
  }

  /** Says that what a place does cannot be handed to a connection, if so, and what it leaves behind if that is why. */
  refusal(at: ts.Node, region: ts.Node): { state?: string } | undefined {
    const found = this.#around(at, region);
    return 'list' in found ? undefined : found;
  }

  accept(at: ts.Node, region: ts.Node, cause: Cause): void {
    const found = this.#around(at, region);
    if (!('list' in found)) return;
    const known = this.#found.get(found.list) ?? [];
    this.#found.set(found.list, [...known, { ...found, cause }]);
    for (const reader of found.readers) this.#wait(reader, found.handle, cause);
  }

  /** Has a method wait for the set-up before it does anything. */
  #wait(reader: ts.MethodDeclaration, { inMethods, method }: Handle, because: Cause): void {
    const [first] = reader.body?.statements ?? [];
    if (!first || !reader.body || inMethods === undefined || this.#waiting.has(reader)) return;
    this.#waiting.add(reader);
    const { plan, grant } = this.#context;
    const file = reader.getSourceFile();
    const start = reader.body.getStart() + 1;
    const why = { because, reason: `${reader.name.getText()} reads what ${inMethods} is told to do first` };
    const [indent = ''] = /[^\S\r\n]*$/.exec(file.text.slice(0, first.getStart())) ?? [];
    const eol = file.text.includes('\r\n') ? '\r\n' : '\n';
    const wait = `${eol}${indent}await ${inMethods}.${method}(async () => undefined);`;
    grant(first, because, () => plan.step('replace-text', file, { start, end: start }, why, { text: wait }));
  }

  /** Plans what was taken: neighbours that are for the same connection together. */
  finish(): void {
    for (const setUps of this.#found.values()) {
      let last: SetUp | undefined;
      for (const next of [...setUps].sort((a, b) => a.first - b.first)) {
        const joins = last && next.first <= last.last + 1 && next.handle.text === last.handle.text;
        if (last && joins) {
          last.last = Math.max(last.last, next.last);
          last.late = [...last.late, ...next.late];
        } else {
          if (last) this.#plan(last);
          last = { ...next };
        }
      }
      if (last) this.#plan(last);
    }
  }

  #plan({ list, first, last, handle, late, cause }: SetUp): void {
    const statements = list.slice(first, last + 1);
    const [start, end] = [statements[0], statements.at(-1)];
    if (!start || !end) return;
    const range = { start: rangeOf(start).start, end: rangeOf(end).end };
    const why = { because: cause, reason: 'nothing can be awaited here, and the connection can do it first' };
    const { plan } = this.#context;
    plan.step('set-up', start.getSourceFile(), range, why, { handle: handle.text, method: handle.method });
    const [example] = late;
    if (!example) return;
    const message = `${example.state.name} is written by what is called from here, which is done a little later now: who reads it at once meets it as it was before. Read it after an await, if that matters.`;
    plan.hazard('AS309', start, message, example.node);
  }

  /** The statement of a place, with those behind it that use what it declares. */
  #around(at: ts.Node, region: ts.Node): Omit<SetUp, 'cause'> | { state?: string } {
    const list = statementsOf(region);
    const first = list?.findIndex((statement) => statement.pos <= at.pos && at.end <= statement.end) ?? -1;
    if (!list || first < 0) return {};
    if (!handleOf(list.slice(first, first + 1), list.slice(0, first), this.#context)) return {};
    const late: StateAccess[] = [];
    const left: StateAccess[] = [];
    let last = first;
    for (let index = first; index <= last; index += 1) {
      const statement = list[index];
      if (!statement) break;
      const delay = delayOf(statement, this.#context);
      if (delay.isMisfit) return {};
      left.push(...delay.left);
      late.push(...delay.late);
      last = Math.max(last, this.#lastUser(statement, list));
    }
    const statements = list.slice(first, last + 1);
    const handle = handleOf(statements, list.slice(0, first), this.#context);
    if (!handle) return {};
    const readers = new Set<ts.MethodDeclaration>();
    for (const { state, ofThis } of left) {
      const writes = left.filter((one) => one.state === state).map(({ node }) => node);
      const found = ofThis && this.#readers({ state, writes, start: list[first]?.pos ?? 0 }, region, handle);
      if (!found) return { state: state.name };
      for (const reader of found) readers.add(reader);
    }
    return { list, first, last, handle, late, readers };
  }

  /** The methods that read what a constructor's set-up leaves behind, if all of them can wait for it. */
  #readers(
    field: LateField,
    region: ts.Node,
    { inMethods }: Handle,
  ): ReadonlySet<ts.MethodDeclaration> | undefined {
    if (!ts.isConstructorDeclaration(region) || inMethods === undefined) return undefined;
    const readers = lateReaders(field, region, this.#context);
    const canWait = ({ body }: ts.MethodDeclaration) =>
      body?.statements[0] !== undefined && !this.#context.refusalAt(body.statements[0]);
    return readers && [...readers].every(canWait) ? readers : undefined;
  }

  /** The last statement of a list that uses what another declares. */
  #lastUser(statement: ts.Statement, list: readonly ts.Statement[]): number {
    if (!ts.isVariableStatement(statement)) return -1;
    const { ask } = this.#context;
    const uses = (node: ts.Node): boolean => {
      if (ts.isIdentifier(node)) {
        const declaration = ask.localSymbol(node)?.valueDeclaration;
        if (declaration && statement.pos <= declaration.pos && declaration.end <= statement.end)
          return declaration.getSourceFile() === statement.getSourceFile();
      }
      return ts.forEachChild(node, (child) => uses(child) || undefined) ?? false;
    };
    return list.findLastIndex((one) => one !== statement && uses(one));
  }
}

function statementsOf(region: ts.Node): readonly ts.Statement[] | undefined {
  if (ts.isSourceFile(region)) return region.statements;
  return ts.isConstructorDeclaration(region) ? region.body?.statements : undefined;
}
