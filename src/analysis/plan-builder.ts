import path from 'node:path';
import { ts } from '../compiler/typescript.js';
import { codes, type WallCode } from '../plan/codes.js';
import type {
  Cause,
  Hazard,
  NewFile,
  Note,
  Plan,
  Range,
  Step,
  StepKind,
  StepOf,
  Wall,
} from '../plan/plan.js';
import { textHash } from '../plan/text-hash.js';

/** What a step of some kind says beyond its place and its reason. */
type Details<K extends StepKind> = Omit<
  StepOf<K>,
  'kind' | 'id' | 'file' | 'range' | 'safety' | 'because' | 'reason'
>;

/** The kinds of step that put an await in place. */
const awaiting: ReadonlySet<StepKind> = new Set([
  'await',
  'await-using',
  'split-result',
  'destructure-read',
  'destructure-parameter',
  'helper-call-if-present',
  'void',
  'for-await',
  'collect',
]);

/** Collects the Plan: one step for one thing at one place, however often it is asked for. */
export class PlanBuilder {
  readonly #root: string;
  readonly #isSilenced: (code: string, file: ts.SourceFile, start: number) => boolean;
  readonly #steps = new Map<string, Step>();
  /** The steps in each file, by its name in the Plan. */
  readonly #inFile = new Map<string, Set<Step>>();
  readonly #walls = new Map<string, Wall>();
  readonly #hazards = new Map<string, Hazard>();
  readonly #notes = new Map<string, Note>();
  readonly #newFiles = new Map<string, NewFile>();
  readonly #files = new Map<string, string>();
  #nextId = 1;

  /** @param isSilenced whether a remark on a place is not wanted */
  constructor(
    root: string,
    isSilenced: (code: string, file: ts.SourceFile, start: number) => boolean = () => false,
  ) {
    this.#root = root;
    this.#isSilenced = isSilenced;
  }

  /** A file's name as the Plan writes it. */
  relative(file: string): string {
    return path.posix.relative(this.#root, file);
  }

  /**
   * Adds a step, unless the same thing is already planned at that place.
   * @param replacing the id of a withdrawn step whose place it takes, for the steps that follow from that one
   * @returns the step's id, the earlier one's if there was one
   */
  step<K extends StepKind>(
    kind: K,
    file: ts.SourceFile,
    range: Range,
    why: { because: Cause; reason: string },
    details: Details<K>,
    replacing?: number,
  ): number {
    const several = kind === 'add-import' || kind === 'set-option';
    const key = `${kind} ${file.fileName} ${range.start} ${range.end} ${several ? JSON.stringify(details) : ''}`;
    const known = this.#steps.get(key);
    if (known) return known.id;
    const id = replacing ?? this.#nextId++;
    this.#read(file);
    const name = this.relative(file.fileName);
    const given = { kind, id, file: name, range, safety: 'safe', ...why, ...details };
    const step = given as unknown as Step; // the details' type is what makes it a step of this kind
    this.#steps.set(key, step);
    this.#inFile.set(name, (this.#inFile.get(name) ?? new Set()).add(step));
    return id;
  }

  /** The step of a kind at a place, if it is planned. */
  planned(kind: StepKind, file: ts.SourceFile, range: Range): Step | undefined {
    return this.#steps.get(`${kind} ${file.fileName} ${range.start} ${range.end} `);
  }

  /** The first step planned that awaits something inside a range. */
  awaitWithin(file: ts.SourceFile, range: Range): Step | undefined {
    return this.#stepsIn(file).find(
      (step) => awaits(step) && step.range.start >= range.start && step.range.end <= range.end,
    );
  }

  /** Whether something planned changes text inside a range, beside wrapping a type there. */
  changes(file: ts.SourceFile, range: Range): boolean {
    return this.#stepsIn(file).some(
      (step) => step.kind !== 'wrap-type' && step.range.start >= range.start && step.range.end <= range.end,
    );
  }

  /** Whether a remark on a place is not wanted. */
  isSilenced(code: string, node: ts.Node): boolean {
    return this.#isSilenced(code, node.getSourceFile(), node.getStart());
  }

  /** The ranges in a file that are going to be awaited, as `start end`. */
  awaits(file: ts.SourceFile): ReadonlySet<string> {
    const found = new Set<string>();
    for (const step of this.#stepsIn(file)) {
      if (!awaits(step)) continue;
      const { start, end } = step.kind === 'split-result' ? step.call : step.range;
      found.add(`${start} ${end}`);
    }
    return found;
  }

  /** Takes a step back, for another that does its work too. */
  withdraw(step: Step, file: ts.SourceFile): void {
    this.#steps.delete(`${step.kind} ${file.fileName} ${step.range.start} ${step.range.end} `);
    this.#inFile.get(step.file)?.delete(step);
  }

  #stepsIn(file: ts.SourceFile): Step[] {
    return [...(this.#inFile.get(this.relative(file.fileName)) ?? [])];
  }

  /**
   * Adds a wall and the marker comment that says so in the code. What keeps several expressions of a statement from being
   * awaited is one wall: it takes one change, and has one comment.
   */
  wall(code: WallCode, node: ts.Node, message: string, because: Cause, marker: boolean): void {
    const file = node.getSourceFile();
    const range = { start: node.getStart(file), end: node.end };
    if (this.#isSilenced(code, file, range.start)) return;
    const line = file.getLineAndCharacterOfPosition(range.start).line + 1;
    const about = marker ? `${String(commentedStart(node))} ${message}` : String(range.start);
    const key = `${code} ${file.fileName} ${about}`;
    if (this.#walls.has(key)) return;
    const place = `${this.relative(file.fileName)}:${line}`;
    this.#walls.set(key, {
      code,
      file: this.relative(file.fileName),
      range,
      line,
      message: `${codes[code]}: ${message}`,
      path: [`${place} ${excerpt(node)}`, ...this.path(because)],
    });
    if (!marker) return;
    const text = `asyncshift ${code}: ${message}`;
    this.step('marker', file, range, { because, reason: codes[code] }, { text });
  }

  /** @param other the second place involved */
  hazard(code: Hazard['code'], node: ts.Node, message: string, other?: ts.Node): void {
    if (this.#isSilenced(code, node.getSourceFile(), node.getStart())) return;
    const at = this.#remark(code, node, message);
    const key = `${code} ${at.file} ${at.range.start}`;
    if (!other) {
      this.#hazards.set(key, at);
      return;
    }
    const { file, line } = this.#remark(code, other, message);
    this.#hazards.set(key, { ...at, other: { file, line } });
  }

  note(code: Note['code'], node: ts.Node, message: string): void {
    if (this.#isSilenced(code, node.getSourceFile(), node.getStart())) return;
    const at = this.#remark(code, node, message);
    this.#notes.set(`${code} ${at.file} ${at.range.start}`, at);
  }

  /** Adds a note on a place that is no code: a comment, or a line of a configuration. */
  noteIn(code: Note['code'], file: string, at: Pick<Note, 'line' | 'range'>, message: string): void {
    const name = this.relative(file);
    this.#notes.set(`${code} ${name} ${at.line}`, { code, file: name, ...at, message });
  }

  newFile(file: NewFile): void {
    this.#newFiles.set(file.file, file);
  }

  /** The hops from a cause back to the profile entry that started it, one line each. */
  path(because: Cause): string[] {
    const byId = new Map([...this.#steps.values()].map((step) => [step.id, step]));
    const hops: string[] = [];
    let cause: Cause = because;
    while ('step' in cause) {
      const step = byId.get(cause.step);
      if (!step) return hops;
      if (awaits(step)) hops.push(step.reason);
      cause = step.because;
    }
    return [...hops, `${cause.entry} (${cause.profile})`];
  }

  build(): Plan {
    return {
      version: 1,
      root: this.#root,
      files: Object.fromEntries(this.#files),
      steps: [...this.#steps.values()].sort(byPlace),
      newFiles: [...this.#newFiles.values()],
      walls: [...this.#walls.values()].sort(byPlace),
      hazards: [...this.#hazards.values()].sort(byPlace),
      notes: [...this.#notes.values()].sort(byPlace),
    };
  }

  #read(file: ts.SourceFile): void {
    const name = this.relative(file.fileName);
    if (!this.#files.has(name)) this.#files.set(name, textHash(file.text));
  }

  #remark(code: string, node: ts.Node, message: string): Note {
    const file = node.getSourceFile();
    const range = { start: node.getStart(file), end: node.end };
    const line = file.getLineAndCharacterOfPosition(range.start).line + 1;
    return { code, file: this.relative(file.fileName), range, line, message };
  }
}

/** Where the statement or member begins that a comment about a node stands above. */
function commentedStart(node: ts.Node): number {
  const commented = ts.findAncestor(node, (at) => ts.isStatement(at) || ts.isClassElement(at)) ?? node;
  return commented.getStart();
}

function awaits(step: Step): boolean {
  return awaiting.has(step.kind) || (step.kind === 'wrap-call' && step.awaited === true);
}

function byPlace(a: { file: string; range: Range }, b: { file: string; range: Range }): number {
  return a.file < b.file
    ? -1
    : a.file > b.file
      ? 1
      : a.range.start - b.range.start || b.range.end - a.range.end;
}

/** The first line of a node's text, short enough for one line of output. */
export function excerpt(node: ts.Node): string {
  const [first = ''] = node.getText().split('\n');
  return first.length > 60 ? `${first.slice(0, 59)}…` : first;
}
