import { packageRoot } from '../../package/root.js';
import type { Profile } from '../profile.js';
import { schemes } from './schemes.js';

const orm = 'asyncshift/orm';
const asyncio = 'asyncshift/orm/asyncio';

/** The queue of an asynchronous engine. */
const queuePool = { module: orm, name: 'AsyncAdaptedQueuePool' };

/** The members of one exported type that do I/O. */
function members(type: string, names: readonly string[]): string[] {
  return names.map((name) => `${orm}#${type}.${name}`);
}

const moved: Readonly<Record<string, string>> = {
  createEngine: 'createAsyncEngine',
  sessionmaker: 'asyncSessionmaker',
  Sessionmaker: 'AsyncSessionmaker',
  SessionmakerOptions: 'AsyncSessionmakerOptions',
  Engine: 'AsyncEngine',
  Connection: 'AsyncConnection',
  Transaction: 'AsyncTransaction',
  Session: 'AsyncSession',
  SessionTransaction: 'AsyncSessionTransaction',
};

const connectionWork = [
  'execute',
  'scalar',
  'scalars',
  'begin',
  'beginNested',
  'commit',
  'rollback',
  'close',
];

/** The bundled SQLAlchemy-style ORM: its synchronous face to its asynchronous one. */
export const asyncshiftOrm: Profile = {
  name: 'asyncshift/orm',
  modules: [orm],
  declarations: { asyncshift: packageRoot },
  asyncCalls: [
    ...members('Engine', ['connect', 'begin', 'dispose']),
    ...members('Connection', [...connectionWork, 'execDriverSql']),
    ...members('Transaction', ['commit', 'rollback', 'close']),
    ...members('Session', [
      ...connectionWork,
      'get',
      'getOne',
      'delete',
      'merge',
      'refresh',
      'flush',
      'connection',
      'reset',
      'noAutoflush',
    ]),
    ...members('SessionTransaction', ['commit', 'rollback', 'close']),
    ...members('Sessionmaker', ['begin']),
    ...members('MetaData', ['createAll', 'dropAll']),
  ],
  moves: {
    ...Object.fromEntries(
      Object.entries(moved).map(([from, name]) => [`${orm}#${from}`, { module: asyncio, name }]),
    ),
    // No asynchronous engine takes it.
    [`${orm}#QueuePool`]: queuePool,
  },
  renames: {},
  resources: [
    { type: `${orm}#Session`, close: 'close' },
    { type: `${orm}#Connection`, close: 'close' },
    { type: `${orm}#Transaction`, close: 'close' },
    { type: `${orm}#SessionTransaction`, close: 'close' },
    { type: `${orm}#Engine`, close: 'dispose' },
  ],
  splits: [`${orm}#Session.execute`, `${orm}#Connection.execute`],
  lazyReads: [{ marker: `${orm}#Relation`, through: 'awaitableAttrs' }],
  expiry: {
    expires: [
      ...members('Session', ['expire', 'expireAll', 'rollback']),
      ...members('SessionTransaction', ['rollback']),
    ],
    refreshes: members('Session', ['refresh']),
  },
  options: ['sessionmaker', 'Session'].map((name) => ({
    call: `${orm}#${name}`,
    argument: 1,
    type: `${orm}#SessionOptions`,
    name: 'expireOnCommit',
    value: 'false',
    note: {
      code: 'AS401',
      message:
        'expireOnCommit: false is set, because an attribute that expired on commit cannot be reloaded by reading it on the async face; call refresh() where fresh values are needed.',
    },
  })),
  urls: [
    {
      call: `${orm}#createEngine`,
      argument: 0,
      schemes,
      makers: [
        { call: `${orm}#makeUrl`, takes: 'url' },
        { call: `${orm}#URL.create`, takes: 'scheme' },
      ],
    },
  ],
  pools: {
    call: `${orm}#createEngine`,
    argument: 1,
    name: 'poolclass',
    choices: { null: { module: orm, name: 'NullPool' } },
    queueOptions: ['poolSize', 'maxOverflow', 'poolTimeout', 'poolUseLifo'],
    // Of an asynchronous engine's defaults (src/runtime/engine/options.ts) only that for SQLite files is another pool.
    queue: { ...queuePool, families: ['sqlite'] },
  },
  tasks: {
    owned: ['Session', 'Connection', 'Transaction', 'SessionTransaction'].map((name) => `${orm}#${name}`),
    shared: ['Engine', 'Sessionmaker'].map((name) => `${orm}#${name}`),
    effects: [
      ...members('Engine', ['begin', 'dispose']),
      ...members('Connection', ['commit', 'execDriverSql']),
      ...members('Transaction', ['commit']),
      ...members('Session', ['commit', 'flush', 'begin']),
      ...members('SessionTransaction', ['commit']),
      ...members('Sessionmaker', ['begin']),
      ...members('MetaData', ['createAll', 'dropAll']),
    ],
    // One connection in memory, one writer in a file.
    single: ['sqlite'],
  },
};
