import { readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

/** Projects that are not strict, but for the types they leave out, have to compile what is copied into them. */
it.each([['src/adapters/drizzle'], ['src/helpers']])(
  'compiles %s where only noImplicitAny is on',
  (folder) => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    const program = ts.createProgram(
      files.map((name) => path.join(folder, name)),
      {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.esnext.collection.d.ts'],
        types: ['node'],
        strict: false,
        noImplicitAny: true,
        skipLibCheck: true,
        noEmit: true,
      },
    );
    const told = ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file, messageText }) =>
          `${file?.fileName ?? ''} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
    expect(told).toEqual([]);
  },
  60_000,
);
