/** The files of a package that reach the database, as templates: see `fill` in generate.ts for what stands for what. */
export const databaseFiles: Readonly<Record<string, string>> = {
  'models.ts': `import { column, relationship, type Relation } from 'asyncshift/orm';
import { Base } from '<database>/base.js';

export class <Owner> extends Base.mapped('<owner>s_<n>', {
  id: column.integer({ primaryKey: true }),
  email: column.string(120, { unique: true }),
  name: column.string(60),
  active: column.boolean({ default: true }),
}) {
  static readonly rel = { items: relationship(() => <Item>, { backPopulates: 'owner' }) };
  declare items: Relation<<Item>[]>;

  get label(): string {
    return \`\${this.name} <\${this.email}>\`;
  }

  openItems(): <Item>[] {
    return this.items.filter((item) => !item.isDone);
  }

  total(): number {
    return this.items.reduce((sum, item) => sum + item.cents, 0);
  }
}

export class <Item> extends Base.mapped('<item>s_<n>', {
  id: column.integer({ primaryKey: true }),
  title: column.string(80),
  cents: column.integer({ default: 0 }),
  status: column.string(20),
  ownerId: column.integer({ name: 'owner_id', foreignKey: '<owner>s_<n>.id' }),
}) {
  static readonly rel = { owner: relationship(() => <Owner>, { backPopulates: 'items' }) };
  declare owner: Relation<<Owner>>;

  get isDone(): boolean {
    return this.status === 'done';
  }
}
`,
  'repository.ts': `import { select, type Session } from 'asyncshift/orm';
import { parse<Item>Query } from './<item>-query.js';
import { <Item>, <Owner> } from './models.js';

export interface <Owner>Store {
  find(id: number): <Owner> | null;
  byEmail(email: string): <Owner>;
  list(): <Owner>[];
  add(owner: <Owner>): <Owner>;
}

export class <Owner>Repository implements <Owner>Store {
  constructor(private readonly session: Session) {}

  find(id: number): <Owner> | null {
    return this.session.get(<Owner>, id);
  }

  byEmail(email: string): <Owner> {
    const owner = this.session.scalars(select(<Owner>).where(<Owner>.c.email.eq(email))).first();
    if (!owner) throw new Error(\`no <owner> has the address \${email}\`);
    return owner;
  }

  list(): <Owner>[] {
    return this.session.scalars(select(<Owner>).orderBy(<Owner>.c.name)).all();
  }

  add(owner: <Owner>): <Owner> {
    this.session.add(owner);
    this.session.flush();
    return owner;
  }

  search(text: string): <Item>[] {
    const query = parse<Item>Query(text);
    const found = this.session.execute(select(<Item>).orderBy(<Item>.c.id)).scalars().all();
    return found.filter((item) => query.matches({ title: item.title, status: item.status, cents: item.cents }));
  }
}
`,
  'service.ts': `import type { Session } from 'asyncshift/orm';
import { <Owner>Events } from './<owner>-events.js';
import { <item>Rules } from './<item>-rules.js';
import { <Item>, <Owner> } from './models.js';
import { <Owner>Repository, type <Owner>Store } from './repository.js';
<if-other>import { <Owner-other>Service } from '<other>/index.js';
</if-other>
export class <Owner>Service {
  private readonly owners: <Owner>Store;
  readonly events = new <Owner>Events();

  constructor(private readonly session: Session) {
    this.owners = new <Owner>Repository(session);
  }

  register(name: string, email: string): <Owner> {
    const owner = this.owners.add(new <Owner>({ name, email, active: true }));
    this.events.emit('registered', { id: owner.id, name });
    return owner;
  }

  addItem(email: string, title: string, cents: number): <Item> {
    const owner = this.owners.byEmail(email);
    const problems = <item>Rules.filter((rule) => !rule.accepts({ title, cents })).map((rule) => rule.name);
    if (problems.length > 0) throw new Error(problems.join(', '));
    const item = new <Item>({ title, cents, status: 'open', owner });
    this.session.add(item);
    this.session.flush();
    this.events.emit('item', { id: item.id, title });
    return item;
  }

  totals(): Map<string, number> {
    return new Map(this.owners.list().map((owner) => [owner.email, owner.total()]));
  }

  finish(email: string): number {
    let finished = 0;
    for (const item of this.owners.byEmail(email).openItems()) {
      item.status = 'done';
      finished++;
    }
    this.session.flush();
    return finished;
  }
<if-other>
  copyFrom(email: string): <Owner> {
    const other = new <Owner-other>Service(this.session);
    const total = other.totals().get(email) ?? 0;
    const copy = this.register(email.split('@')[0] ?? email, email);
    this.addItem(email, 'copied', total);
    return copy;
  }
</if-other>}
`,
  'handlers.ts': `import { SessionLocal } from '<database>/session.js';
import { render<Item>List } from './<item>-view.js';
import { <Owner>Service } from './service.js';

export interface Request {
  path: string;
  query: Readonly<Record<string, string>>;
}

type Handler = (service: <Owner>Service, request: Request) => unknown;

function within<T>(work: (service: <Owner>Service) => T): T {
  using session = SessionLocal();
  const result = work(new <Owner>Service(session));
  session.commit();
  return result;
}

const handlers: Record<string, Handler> = {
  '/register': (service, { query }) => service.register(query['name'] ?? '', query['email'] ?? '').label,
  '/items': (service, { query }) => {
    const item = service.addItem(query['email'] ?? '', query['title'] ?? '', Number(query['cents'] ?? 0));
    return render<Item>List([{ title: item.title, cents: item.cents, status: item.status }]);
  },
  '/totals': (service) => Object.fromEntries(service.totals()),
};

export function handle(request: Request): unknown {
  const handler = handlers[request.path];
  if (!handler) return { status: 404 };
  return within((service) => handler(service, request));
}

export function finishAll(emails: readonly string[]): number {
  return emails.map((email) => within((service) => service.finish(email))).reduce((a, b) => a + b, 0);
}
`,
  'main.ts': `import { SessionLocal } from '<database>/session.js';
import { finishAll, handle } from './handlers.js';
import { <Owner>Service } from './service.js';

function seed(): void {
  const session = SessionLocal();
  try {
    const service = new <Owner>Service(session);
    for (const name of ['ada', 'grace', 'edsger']) service.register(name, \`\${name}@example.org\`);
    session.commit();
  } finally {
    session.close();
  }
}

seed();
console.log(handle({ path: '/items', query: { email: 'ada@example.org', title: 'notes', cents: '250' } }));
console.log(handle({ path: '/totals', query: {} }));
console.log(finishAll(['ada@example.org']));
`,
  'index.ts': `export { <Item>, <Owner> } from './models.js';
export { <Owner>Repository, type <Owner>Store } from './repository.js';
export { <Owner>Service } from './service.js';
`,
};

/** The package every other one takes its sessions from. */
export const sharedFiles: Readonly<Record<string, string>> = {
  'base.ts': `import { declarativeBase } from 'asyncshift/orm';

export const Base = declarativeBase();
`,
  'session.ts': `import { createEngine, sessionmaker } from 'asyncshift/orm';
import { Base } from './base.js';

export const engine = createEngine('sqlite:///:memory:');
export const SessionLocal = sessionmaker(engine);

export function createAll(): void {
  Base.metadata.createAll(engine);
}
`,
};
