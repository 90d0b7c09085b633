/** The files of a package that have nothing to do with the database; a template with several names is used for each. */
export const plainFiles: Readonly<Record<string, string>> = {
  '<owner>-events.ts': `export interface <Owner>EventMap {
  registered: { id: number; name: string };
  item: { id: number; title: string };
}

type Listener<E> = (event: E) => void;

/** Tells listeners, in the order in which they subscribed. */
export class <Owner>Events {
  readonly #listeners: { [K in keyof <Owner>EventMap]: Set<Listener<<Owner>EventMap[K]>> } = {
    registered: new Set(),
    item: new Set(),
  };

  on<K extends keyof <Owner>EventMap>(name: K, listener: Listener<<Owner>EventMap[K]>): () => void {
    this.#listeners[name].add(listener);
    return () => this.#listeners[name].delete(listener);
  }

  emit<K extends keyof <Owner>EventMap>(name: K, event: <Owner>EventMap[K]): void {
    for (const listener of [...this.#listeners[name]]) listener(event);
  }

  once<K extends keyof <Owner>EventMap>(name: K, listener: Listener<<Owner>EventMap[K]>): void {
    const stop = this.on(name, (event) => {
      stop();
      listener(event);
    });
  }

  count(): number {
    return Object.values(this.#listeners).reduce((sum, set) => sum + set.size, 0);
  }
}
`,
  '<item>-rules.ts': `export interface Candidate {
  title: string;
  cents: number;
}

export interface Rule {
  name: string;
  accepts(candidate: Candidate): boolean;
}

const longEnough: Rule = { name: 'title too short', accepts: ({ title }) => title.trim().length >= <small> };

const notTooDear: Rule = {
  name: 'too dear',
  accepts({ cents }) {
    return cents <= <big>;
  },
};

const whole = (name: string, test: (cents: number) => boolean): Rule => ({
  name,
  accepts: (candidate) => test(candidate.cents),
});

export const <item>Rules: readonly Rule[] = [
  longEnough,
  notTooDear,
  whole('not a number', (cents) => !Number.isNaN(cents)),
  whole('negative', (cents) => cents >= 0),
];

export function firstProblem(candidate: Candidate): string | undefined {
  return <item>Rules.find((rule) => !rule.accepts(candidate))?.name;
}

export function partition(candidates: readonly Candidate[]): { good: Candidate[]; bad: Map<string, Candidate[]> } {
  const good: Candidate[] = [];
  const bad = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const problem = firstProblem(candidate);
    if (problem === undefined) good.push(candidate);
    else bad.set(problem, [...(bad.get(problem) ?? []), candidate]);
  }
  return { good, bad };
}
`,
  '<item>-query.ts': `interface Fields {
  title: string;
  status: string;
  cents: number;
}

export interface <Item>Query {
  matches(fields: Fields): boolean;
}

type Token = { kind: 'word'; text: string } | { kind: 'filter'; key: string; operator: string; value: string };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const word of text.split(/\\s+/)) {
    if (word === '') continue;
    const match = /^(\\w+)([<>=:])(.+)$/.exec(word);
    const [, key, operator, value] = match ?? [];
    if (key !== undefined && operator !== undefined && value !== undefined) {
      tokens.push({ kind: 'filter', key, operator, value });
    } else {
      tokens.push({ kind: 'word', text: word.toLowerCase() });
    }
  }
  return tokens;
}

function test(token: Token, fields: Fields): boolean {
  switch (token.kind) {
    case 'word':
      return fields.title.toLowerCase().includes(token.text);
    case 'filter':
      if (token.key === 'cents') return compare(fields.cents, token.operator, Number(token.value));
      if (token.key === 'status') return fields.status === token.value;
      return false;
  }
}

function compare(left: number, operator: string, right: number): boolean {
  if (operator === '<') return left < right;
  if (operator === '>') return left > right;
  return left === right;
}

export function parse<Item>Query(text: string): <Item>Query {
  const tokens = tokenize(text);
  return { matches: (fields) => tokens.every((token) => test(token, fields)) };
}
`,
  '<item>-view.ts': `import { amount, pad } from './<name-0>-text.js';

export interface <Item>Row {
  title: string;
  cents: number;
  status: string;
}

const columns: readonly { heading: string; width: number; cell: (row: <Item>Row) => string }[] = [
  { heading: 'title', width: 30, cell: (row) => row.title },
  { heading: 'amount', width: 12, cell: (row) => amount(row.cents) },
  { heading: 'status', width: 10, cell: ({ status }) => status.toUpperCase() },
];

export function render<Item>List(rows: readonly <Item>Row[]): string {
  const heading = columns.map(({ heading: text, width }) => pad(text, width)).join(' ');
  const lines = rows.map((row) => columns.map(({ width, cell }) => pad(cell(row), width)).join(' '));
  return [heading, '-'.repeat(heading.length), ...lines].join('\\n');
}

export function toHtml(rows: readonly <Item>Row[]): string {
  const escape = (text: string) => text.replace(/[&<>]/g, (found) => \`&#\${found.charCodeAt(0)};\`);
  const body = rows
    .map((row) => \`<tr>\${columns.map(({ cell }) => \`<td>\${escape(cell(row))}</td>\`).join('')}</tr>\`)
    .join('');
  return \`<table>\${body}</table>\`;
}
`,
  '<name>-text.ts': `<if-plain-other>import { words as otherWords } from '<other>/<name-other>-text.js';
</if-plain-other>
/** Text of the <name> part. */
export function pad(text: string, width: number): string {
  return text.length > width ? \`\${text.slice(0, width - 1)}…\` : text.padEnd(width);
}

export function amount(cents: number): string {
  const sign = cents < 0 ? '-' : '';
  const absolute = Math.abs(cents);
  return \`\${sign}\${Math.floor(absolute / 100)}.\${String(absolute % 100).padStart(2, '0')}\`;
}

export function words(text: string): string[] {
  return text
    .split(/[^\\p{L}\\p{N}]+/u)
    .filter((word) => word.length > <small>)
    .map((word) => word.toLowerCase());
}

export function slug(text: string): string {
  return words(text).join('-').slice(0, <big>);
}

export function frequency(text: string): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
}
<if-plain-other>
export const shared = (text: string): string[] => words(text).filter((word) => otherWords(text).includes(word));
</if-plain-other>`,
  '<name>-cache.ts': `interface Entry<V> {
  value: V;
  expires: number;
}

export interface <Name>CacheOptions<K, V> {
  capacity?: number;
  lifetime?: number;
  now?: () => number;
  onEvict?: (key: K, value: V) => void;
}

/** Keeps what was used last, for as long as it is fresh. */
export class <Name>Cache<K, V> {
  readonly #entries = new Map<K, Entry<V>>();
  readonly #options: Required<<Name>CacheOptions<K, V>>;
  hits = 0;
  misses = 0;

  constructor(options: <Name>CacheOptions<K, V> = {}) {
    this.#options = { capacity: <big>, lifetime: 60_000, now: Date.now, onEvict: () => undefined, ...options };
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.expires < this.#options.now()) {
      this.misses++;
      return undefined;
    }
    this.hits++;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: K, value: V): this {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expires: this.#options.now() + this.#options.lifetime });
    while (this.#entries.size > this.#options.capacity) this.#evict();
    return this;
  }

  remember(key: K, make: (key: K) => V): V {
    const known = this.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    this.set(key, value);
    return value;
  }

  #evict(): void {
    const [first] = this.#entries;
    if (!first) return;
    this.#entries.delete(first[0]);
    this.#options.onEvict(first[0], first[1].value);
  }
}
`,
  '<name>-graph.ts': `import { <Name>Cache } from './<name>-cache.js';
import { slug } from './<name>-text.js';

export interface Node {
  id: string;
  weight: number;
  next: string[];
}

export class <Name>Graph {
  readonly #nodes = new Map<string, Node>();
  readonly #paths = new <Name>Cache<string, string[]>({ capacity: <small> });

  add(title: string, weight: number, next: readonly string[] = []): Node {
    const node: Node = { id: slug(title), weight, next: next.map(slug) };
    this.#nodes.set(node.id, node);
    return node;
  }

  /** The cheapest way from one node to another, by Dijkstra's algorithm. */
  path(from: string, to: string): string[] {
    return this.#paths.remember(\`\${from} \${to}\`, () => this.#search(from, to));
  }

  #search(from: string, to: string): string[] {
    const distance = new Map<string, number>([[from, 0]]);
    const before = new Map<string, string>();
    const open = new Set([from]);
    while (open.size > 0) {
      const [nearest] = [...open].sort((a, b) => (distance.get(a) ?? 0) - (distance.get(b) ?? 0));
      if (nearest === undefined || nearest === to) break;
      open.delete(nearest);
      for (const next of this.#nodes.get(nearest)?.next ?? []) {
        const way = (distance.get(nearest) ?? 0) + (this.#nodes.get(next)?.weight ?? 1);
        if (way >= (distance.get(next) ?? Infinity)) continue;
        distance.set(next, way);
        before.set(next, nearest);
        open.add(next);
      }
    }
    const path = [to];
    for (let at = before.get(to); at !== undefined; at = before.get(at)) path.unshift(at);
    return path;
  }

  visit(start: string, see: (node: Node, depth: number) => void): void {
    const seen = new Set<string>();
    const walk = (id: string, depth: number): void => {
      const node = this.#nodes.get(id);
      if (!node || seen.has(id)) return;
      seen.add(id);
      see(node, depth);
      node.next.forEach((next) => {
        walk(next, depth + 1);
      });
    };
    walk(start, 0);
  }
}
`,
  '<name>-client.ts': `export interface Transport {
  send(path: string, body: string): Promise<{ status: number; text: string }>;
}

export interface <Name>Reply {
  ok: boolean;
  values: number[];
}

export class <Name>Client {
  #attempts = 0;

  constructor(
    private readonly transport: Transport,
    private readonly retries = <small>,
  ) {}

  get attempts(): number {
    return this.#attempts;
  }

  async ask(path: string, values: readonly number[]): Promise<<Name>Reply> {
    for (let attempt = 0; ; attempt++) {
      this.#attempts++;
      const reply = await this.transport.send(path, JSON.stringify({ values }));
      if (reply.status < 500) return { ok: reply.status < 400, values: numbers(reply.text) };
      if (attempt >= this.retries) throw new Error(\`\${path} answered \${reply.status}\`);
    }
  }

  async askAll(paths: readonly string[]): Promise<Map<string, <Name>Reply>> {
    const replies = await Promise.all(paths.map(async (path) => [path, await this.ask(path, [])] as const));
    return new Map(replies);
  }
}

function numbers(text: string): number[] {
  return text
    .split(',')
    .map(Number)
    .filter((value) => !Number.isNaN(value));
}
`,
};

/** What `<name>` stands for, one file of its templates each. */
export const names = ['billing', 'catalog', 'search', 'shipping'] as const;
