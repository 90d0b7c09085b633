// After finish-build.js: puts the modules of the command line into few files, readable as they are, because finding and
// reading some three hundred takes long at each start. What others import of the package stays as tsc made it.
import path from 'node:path';
import { build } from 'esbuild';

const root = path.join(import.meta.dirname, '..');

/** Reads TypeScript by `require`: `import` would first look through nine megabytes for what they export. */
const requiredTypeScript = {
  name: 'required-typescript',
  setup({ onResolve, onLoad }) {
    const namespace = 'required-typescript';
    onResolve({ filter: /^@ts-morph\/common$/, namespace: 'file' }, ({ path }) => ({ path, namespace }));
    onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `import { createRequire } from 'node:module';
        export const { ts, getLibFiles, libFolderInMemoryPath } = createRequire(import.meta.url)('${path}');`,
    }));
  },
};

await build({
  entryPoints: [path.join(root, 'dist/src/cli/main.js')],
  outdir: path.join(root, 'dist/cli'),
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
  plugins: [requiredTypeScript],
});
