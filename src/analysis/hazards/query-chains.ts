import { ts } from '../../compiler/typescript.js';
import type { ConnectionRule } from '../../profiles/profile.js';
import type { Questions } from '../questions.js';
import { chainOf, type Link } from './handles.js';
import type { SqlAccess } from './sql-texts.js';

/** What the query does that a chain of calls builds and the last of them runs: `db.select().from(users).get()`. */
export function chainAccess(
  call: ts.CallExpression,
  connections: ReadonlyMap<ts.Symbol, ConnectionRule>,
  ask: Questions,
): SqlAccess | undefined {
  const chain = chainOf(call, connections, ask);
  const meanings = chain && connections.get(chain.handle.type)?.links;
  if (!meanings) return undefined;
  const { links } = chain;
  const found = links.flatMap((link, at) => {
    const does = meanings[link.name];
    return does === undefined ? [] : [{ does, table: tableOf(link, links[at - 1]) }];
  });
  const kind = (['upsert', 'write', 'read'] as const).find((one) => found.some(({ does }) => does === one));
  if (!kind) return undefined;
  const tables = found.filter(({ does }) => does === kind).flatMap(({ table }) => table ?? []);
  return { kind, tables: new Set(tables) };
}

/** The table that a link names: by what it is given, or by the property behind it. */
function tableOf({ call }: Link, behind: Link | undefined): string | undefined {
  if (!call) return behind?.name;
  const [given] = call.arguments;
  if (!given) return undefined;
  return ts.isPropertyAccessExpression(given) ? given.name.text : given.getText();
}
