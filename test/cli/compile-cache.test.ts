import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { keptModules } from '../../src/cli/compile-cache.js';
import { ts } from '../../src/compiler/typescript.js';
import { packageRoot } from '../../src/package/root.js';
import { Workspace } from '../project/workspace.js';

const built = pathToFileURL(path.join(packageRoot, 'dist/src/cli/compile-cache.js')).href;
const parser = 'node_modules/@babel/parser/lib/index.js';
const files = {
  'main.mjs': `
    import { createRequire } from 'node:module';
    const { enableCompileCache } = await import(${JSON.stringify(built)});
    enableCompileCache();
    const { found } = createRequire(import.meta.url)('@babel/parser/lib/index.js');
    console.log(JSON.stringify(found()));
  `,
  [parser]: `
    const path = require('node:path');
    exports.found = () => ({
      file: path.basename(__filename),
      folder: path.basename(__dirname),
      beside: require('./beside.js'),
      resolved: path.basename(require.resolve('./beside.js')),
      same: module.exports === exports,
    });
  `,
  'node_modules/@babel/parser/lib/beside.js': 'module.exports = "required";\n',
};

function run({ root }: Workspace, env: NodeJS.ProcessEnv = {}): unknown {
  const output = execFileSync(process.execPath, ['main.mjs'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HOME: path.join(root, 'home'),
      XDG_CACHE_HOME: path.join(root, 'cache'),
      ...env,
    },
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

/** The files of the cache, absolute. */
function kept({ root }: Workspace): string[] {
  const folder = path.join(root, 'cache/asyncshift');
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
}

describe('what is compiled is kept for the next process', () => {
  const expected = {
    file: 'index.js',
    folder: 'lib',
    beside: 'required',
    resolved: 'beside.js',
    same: true,
  };

  test('a module does the same when it is compiled and when it is kept', () => {
    using workspace = new Workspace(files);
    expect(run(workspace)).toEqual(expected);
    const [file = '', ...others] = kept(workspace);
    expect(path.basename(file)).toMatch(/^index\.js-[0-9a-f]{64}$/);
    expect(others).toEqual([]);
    const { ino } = statSync(file);
    expect(run(workspace)).toEqual(expected);
    expect(kept(workspace)).toEqual([file]);
    expect(statSync(file).ino).toBe(ino);
  });

  test('other flags for V8 leave it as it is', () => {
    using workspace = new Workspace(files);
    run(workspace);
    const [file = ''] = kept(workspace);
    const { ino } = statSync(file);
    expect(run(workspace, { NODE_OPTIONS: '--max-old-space-size=512' })).toEqual(expected);
    expect(kept(workspace)).toContain(file);
    expect(statSync(file).ino).toBe(ino);
  });

  test('another text is another file', () => {
    using workspace = new Workspace(files);
    run(workspace);
    const text = files[parser].replace("require('./beside.js')", "require('./beside.js') + '!'");
    writeFileSync(path.join(workspace.root, parser), text);
    expect(run(workspace)).toEqual({ ...expected, beside: 'required!' });
    expect(kept(workspace)).toHaveLength(2);
  });

  test('a file that is damaged is not run, and made anew', () => {
    using workspace = new Workspace(files);
    run(workspace);
    const [file = ''] = kept(workspace);
    const damaged = readFileSync(file);
    damaged.fill(0xff, damaged.length / 2);
    writeFileSync(file, damaged);
    expect(run(workspace)).toEqual(expected);
    expect(readFileSync(file).equals(damaged)).toBe(false);
    writeFileSync(file, '');
    expect(run(workspace)).toEqual(expected);
    expect(statSync(file).size).toBeGreaterThan(32);
  });

  test('NODE_DISABLE_COMPILE_CACHE switches it off', () => {
    using workspace = new Workspace(files);
    expect(run(workspace, { NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual(expected);
    expect(kept(workspace)).toEqual([]);
  });

  test.each(keptModules)(
    '%s is there, and imports nothing by a call, which it could not when it is kept',
    (name) => {
      const file = path.join(packageRoot, 'node_modules', name);
      const calls: string[] = [];
      const visit = (node: ts.Node): void => {
        if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
          calls.push(node.getText());
        ts.forEachChild(node, visit);
      };
      visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
      expect(calls).toEqual([]);
    },
  );

  test('a place that cannot be written to is done without', () => {
    using workspace = new Workspace({ ...files, cache: 'a file' });
    expect(run(workspace)).toEqual(expected);
  });
});
