import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { asyncshiftOrm as profile } from '../../src/profiles/asyncshift-orm/index.js';

const modules: Readonly<Record<string, string>> = {
  'asyncshift/orm': path.resolve('src/runtime/index.ts'),
  'asyncshift/orm/asyncio': path.resolve('src/runtime/asyncio.ts'),
};
const config = ts.getParsedCommandLineOfConfigFile(
  path.resolve('tsconfig.json'),
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
);
const program = ts.createProgram({ rootNames: Object.values(modules), options: config?.options ?? {} });
const checker = program.getTypeChecker();

/** An export of the runtime, by `module#name`. */
function exported(name: string): ts.Symbol | undefined {
  const [module = '', export_ = ''] = name.split('#');
  const file = program.getSourceFile(modules[module] ?? '');
  const symbol = file && checker.getSymbolAtLocation(file);
  const found = symbol && checker.tryGetMemberInModuleExports(export_, symbol);
  return found && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
}

/** The methods of an exported class or interface, and whether what they return is a promise. */
function methods(name: string): Map<string, boolean> {
  const symbol = exported(name);
  if (!symbol) return new Map();
  const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
  return new Map(
    members.flatMap((member): [string, boolean][] => {
      const signatures = checker.getTypeOfSymbol(member).getCallSignatures();
      const promises = signatures.map((one) => one.getReturnType().getProperty('then') !== undefined);
      return signatures.length > 0 ? [[member.name, promises.includes(true)]] : [];
    }),
  );
}

const moved = Object.entries(profile.moves).map(([from, { module, name }]) => [from, `${module}#${name}`]);

it('speaks only of exports there are', () => {
  const { options, urls, pools, resources, lazyReads } = profile;
  const named = [
    ...moved.flat(),
    ...options.flatMap(({ call, type }) => [call, type]),
    ...urls.flatMap(({ call, makers }) => [call, ...makers.map((maker) => maker.call)]),
    ...resources.map(({ type }) => type),
    ...lazyReads.map(({ marker }) => marker),
    ...(pools ? [pools.call, ...[pools.queue, ...Object.values(pools.choices)].map(nameOf)] : []),
  ].map((name) => name.replace(/\..*/, ''));
  expect(named.filter((name) => !exported(name))).toEqual([]);
});

function nameOf({ module, name }: { module: string; name: string }): string {
  return `${module}#${name}`;
}

it('speaks only of members there are', () => {
  const members = [
    ...profile.asyncCalls,
    ...profile.splits,
    ...profile.resources.map(({ type, close }) => `${type}.${close}`),
  ];
  const missing = members.filter((call) => {
    const [type = '', member = ''] = call.split('.');
    return !methods(type).has(member);
  });
  expect(missing).toEqual([]);
});

it('names every method that returns a promise on the asynchronous face only', () => {
  // For the runtime itself, not for programs.
  const internal = ['run', 'wait'];
  const expected = moved.flatMap(([from = '', to = '']) => {
    const [before, after] = [methods(from), methods(to)];
    return [...before]
      .filter(([name, promise]) => !promise && after.get(name) === true && !internal.includes(name))
      .map(([name]) => `${from}.${name}`);
  });
  const named = profile.asyncCalls.filter((call) => !call.startsWith('asyncshift/orm#MetaData.'));
  expect(named.toSorted()).toEqual(expected.toSorted());
});
