import type { StepOf } from '../../src/plan/plan.js';
import type { FileContext } from './context.js';
import { type Clause, clausesOf, type Form, type ImportedName, siblingsOf } from './import-clauses.js';
import { Refusal } from './refusal.js';
import { contains } from './tree.js';

export type ImportStep = StepOf<'move-import' | 'add-import' | 'remove-import'>;

/** A name to be taken from a module. */
export interface Wanted {
  module: string;
  form: Form;
  name: string;
  local: string;
  typeOnly: boolean;
}

/** What becomes of one clause. */
export interface ClausePlan {
  clause: Clause;
  /** Its new module, if that changes. */
  module?: string;
  /** Names that give way to others in place. */
  replaced: Map<ImportedName, Wanted>;
  removed: Set<ImportedName>;
  added: Wanted[];
  /** Nothing is left of it. */
  gone: boolean;
  /** New statements behind it. */
  behind: NewStatement[];
}

export interface NewStatement {
  style: 'import' | 'export' | 'require';
  module: string;
  typeOnly: boolean;
  names: Wanted[];
}

export interface ImportPlan {
  clauses: ClausePlan[];
  /** Statements that come after none of the file's: there are no imports yet. */
  atTop: NewStatement[];
}

/**
 * Decides, for all import steps of a file together, which statement each name is taken from afterwards: the one it is
 * in, where every name of it goes the same way; one that imports from the module already; or a new one behind it.
 * @throws Refusal if a step's range names no import
 */
export function planImports(steps: readonly ImportStep[], context: FileContext): ImportPlan {
  const clauses = clausesOf(context).map((clause): ClausePlan => ({
    clause,
    replaced: new Map(),
    removed: new Set(),
    added: [],
    gone: false,
    behind: [],
  }));
  const plan: ImportPlan = { clauses, atTop: [] };
  const moves = new Map<ClausePlan, Map<ImportedName, Wanted>>();
  for (const step of steps) {
    if (step.kind === 'add-import') continue;
    const { owner, names } = find(step, clauses, context);
    for (const name of names) {
      if (step.kind === 'remove-import') owner.removed.add(name);
      else
        moves.set(owner, new Map([...(moves.get(owner) ?? []), [name, wantedFor(step, name, owner.clause)]]));
    }
  }
  const leaving = [...moves].flatMap(([owner, wanted]) => moveInPlace(owner, wanted, plan, context));
  for (const owner of clauses) {
    const { names } = owner.clause;
    if (names.length > 0 && owner.removed.size === names.length) owner.gone = true;
  }
  for (const { owner, wanted } of leaving) settle(wanted, owner, plan, context);
  for (const step of steps) if (step.kind === 'add-import') addImport(step, plan, context);
  return plan;
}

function find({ range }: ImportStep, clauses: readonly ClausePlan[], context: FileContext) {
  for (const owner of clauses) {
    const { names, statement, part } = owner.clause;
    const name = names.find(
      (one) => contains(one.range, range) || (one.property && contains(one.property, range)),
    );
    if (name) return { owner, names: [name] };
    if ([statement, part].some(({ start, end }) => start === range.start && end === range.end))
      return { owner, names };
  }
  throw new Refusal(
    `${context.place(range.start)}: expected an imported name, found \`${context.slice(range)}\``,
  );
}

function wantedFor(
  { module, name, local }: StepOf<'move-import'>,
  from: ImportedName,
  clause: Clause,
): Wanted {
  const kept =
    from.form === 'member' && name !== '*'
      ? 'member'
      : from.form === 'everything'
        ? 'everything'
        : formOf(name);
  return { module, form: kept, name, local, typeOnly: from.typeOnly || clause.typeOnly };
}

function formOf(name: string): Form {
  return name === '*' ? 'namespace' : name === 'default' ? 'default' : 'named';
}

/** Moves what can be moved by changing the clause itself, and returns the rest. */
function moveInPlace(
  owner: ClausePlan,
  moves: Map<ImportedName, Wanted>,
  plan: ImportPlan,
  context: FileContext,
) {
  const { clause, removed } = owner;
  const stays = (name: ImportedName) =>
    !removed.has(name) && (moves.get(name)?.module ?? clause.module) === clause.module;
  const heir = clause.names.some(stays) ? clause.module : heirOf(owner, [...moves.values()], plan, context);
  if (heir !== undefined && heir !== clause.module) owner.module = heir;
  const leaving: { owner: ClausePlan; wanted: Wanted }[] = [];
  for (const [name, wanted] of moves) {
    // In a pattern a default is a name like others: `{ default: orm }`.
    const asWritten =
      clause.style === 'require' && clause.braces && wanted.form === 'default' ? 'named' : wanted.form;
    const fits = wanted.module === heir && asWritten === name.form;
    const twice = [...owner.replaced.values()].some((other) => sameName(other, wanted));
    if (fits && !twice) owner.replaced.set(name, wanted);
    else owner.removed.add(name);
    if (!fits) leaving.push({ owner, wanted });
  }
  return leaving;
}

/** The module that an emptied clause goes on importing from: the first that has no statement of its own yet. */
function heirOf(
  owner: ClausePlan,
  wanted: readonly Wanted[],
  plan: ImportPlan,
  context: FileContext,
): string | undefined {
  const movable = wanted.filter(({ form }) => owner.clause.names.some((name) => name.form === form));
  // What takes a single name has nothing to merge with.
  const single = owner.clause.braces === undefined;
  return movable.find((one) => single || !homeFor(one, owner, plan, context))?.module;
}

/** Finds a name its statement: an existing one, one already planned, or a new one behind `owner`. */
function settle(wanted: Wanted, owner: ClausePlan, plan: ImportPlan, context: FileContext): void {
  const home = homeFor(wanted, owner, plan, context);
  if (home) {
    take(home, wanted);
    return;
  }
  addTo(owner.behind, wanted, styleOf(owner.clause), owner.clause.typeOnly);
}

function styleOf({ style }: Clause): NewStatement['style'] {
  return style === 'import-equals' ? 'import' : style;
}

function addTo(list: NewStatement[], wanted: Wanted, style: NewStatement['style'], typeOnly: boolean): void {
  const there = list.find(
    (one) =>
      one.style === style &&
      one.module === wanted.module &&
      one.typeOnly === typeOnly &&
      [...one.names, wanted].every(({ form }) => form === 'named' || (form === 'default' && !typeOnly)),
  );
  if (!there) list.push({ style, module: wanted.module, typeOnly, names: [wanted] });
  else if (!there.names.some((name) => sameName(name, wanted))) there.names.push(wanted);
}

function take(home: ClausePlan, wanted: Wanted): void {
  const { names } = home.clause;
  const there = names.some(
    (name) => !home.removed.has(name) && !home.replaced.has(name) && sameName(name, wanted),
  );
  const coming = [...home.replaced.values(), ...home.added].some((name) => sameName(name, wanted));
  if (!there && !coming) home.added.push({ ...wanted, typeOnly: wanted.typeOnly && !home.clause.typeOnly });
}

function sameName(a: { form: Form; name: string; local: string }, b: typeof a): boolean {
  return a.name === b.name && a.local === b.local && (a.form === b.form || a.form !== 'namespace');
}

/** The statement that imports from the module already and can take one more name. */
function homeFor(
  wanted: Wanted,
  from: ClausePlan | undefined,
  plan: ImportPlan,
  context: FileContext,
  style?: Clause['style'],
) {
  if (wanted.form !== 'named' && wanted.form !== 'default') return undefined;
  const isType = wanted.typeOnly || from?.clause.typeOnly === true;
  const homes = plan.clauses.filter(
    (home) =>
      home !== from &&
      !home.gone &&
      (home.module ?? home.clause.module) === wanted.module &&
      home.clause.style === (style ?? from?.clause.style) &&
      (isType || !home.clause.typeOnly) &&
      hasRoom(home, wanted) &&
      (!from || inReach(home.clause, from.clause, context)),
  );
  return homes.find(({ clause }) => clause.typeOnly === isType) ?? homes[0];
}

function hasRoom({ clause }: ClausePlan, { form }: Wanted): boolean {
  const forms = clause.names.map((name) => name.form);
  if (clause.style === 'require') return clause.braces !== undefined;
  if (forms.includes('namespace') || forms.includes('everything')) return false;
  // `import type D, { A }` is not allowed.
  if (clause.typeOnly && (form === 'default' || forms.includes('default'))) return false;
  if (form === 'default') return !forms.includes('default') && clause.braces !== undefined;
  return clause.braces !== undefined || forms.includes('default');
}

/** Whether a `require` has run wherever the other one's names are used; imports always have. */
function inReach(home: Clause, from: Clause, context: FileContext): boolean {
  if (home.style !== 'require') return true;
  const siblings = siblingsOf(from, context);
  const [at, start] = [siblings.indexOf(home.statement), siblings.indexOf(from.statement)];
  if (at === -1 || start === -1) return false;
  if (at < start) return true;
  const loads = new Set(clausesOf(context).map(({ statement }) => statement));
  return siblings.slice(start, at).every((statement) => loads.has(statement));
}

function addImport(step: StepOf<'add-import'>, plan: ImportPlan, context: FileContext): void {
  const { module, name, local, style, typeOnly } = step;
  const wanted: Wanted = { module, form: formOf(name), name, local, typeOnly };
  const top = plan.clauses.filter(({ clause }) => clause.style === style && isTopLevel(clause, context));
  if (
    top.some(
      ({ clause, removed, replaced }) =>
        clause.module === module &&
        clause.names.some((one) => !removed.has(one) && !replaced.has(one) && sameName(one, wanted)),
    )
  )
    return;
  const home = homeFor(wanted, undefined, { ...plan, clauses: top }, context, style);
  if (home) {
    take(home, wanted);
    return;
  }
  const origin =
    top.find(({ clause }) => contains(clause.statement, step.range)) ??
    top.at(-1) ??
    lastImport(plan, context);
  addTo(origin?.behind ?? plan.atTop, wanted, style, typeOnly && style === 'import');
}

function lastImport(plan: ImportPlan, context: FileContext): ClausePlan | undefined {
  return plan.clauses.findLast(({ clause }) => clause.style !== 'export' && isTopLevel(clause, context));
}

function isTopLevel(clause: Clause, context: FileContext): boolean {
  return context.tree.parent(clause.statement) === context.tree.program;
}
