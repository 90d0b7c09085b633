import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

/** What may import what: the house of ARCHITECTURE.md. A folder may always import itself. */
const mayImport = {
  package: [],
  plan: [],
  runtime: [],
  project: [],
  compiler: [],
  helpers: [],
  adapters: [],
  trace: [],
  profiles: ['package', 'plan'],
  config: ['profiles', 'project'],
  analysis: ['compiler', 'package', 'plan', 'profiles'],
  transforms: ['plan'],
  rewrite: ['plan', 'transforms', 'analysis', 'config', 'profiles', 'project'],
  manifests: ['compiler', 'plan', 'project'],
  verify: ['compiler', 'package', 'project', 'runtime', 'plan'],
  cli: ['analysis', 'config', 'manifests', 'package', 'plan', 'profiles', 'project', 'rewrite', 'verify'],
};

/** Packages that one folder alone may import. */
const onlyIn = { '@ts-morph/common': 'src/compiler', jscodeshift: 'transforms' };

/** Keeps those packages out of some files, but for the folder's own. */
function fence(files, ignores, folder) {
  const packages = Object.entries(onlyIn).filter(([, owner]) => owner !== folder);
  const patterns = packages.map(([name, owner]) => ({
    group: [name, `${name}/*`],
    message: `Only ${owner} knows ${name}.`,
  }));
  return { files, ignores, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

export default defineConfig(
  {
    ignores: [
      'dist/',
      'fixtures/',
      'node_modules/',
      'coverage/',
      'src/profiles/*/declarations.d.*',
      'src/profiles/*/declarations/',
      // As React's own types say it, which no rule of ours would allow.
      'test/support/{react,expo-router}/*.d.ts',
    ],
  },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['bin/*.js', 'scripts/*.js', 'transforms/*.cjs', '*.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'transforms/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { project: 'tsconfig.json' } },
      'boundaries/elements': [
        { type: 'transforms', pattern: 'transforms' },
        ...Object.keys(mayImport)
          .filter((name) => name !== 'transforms')
          .map((name) => ({ type: name, pattern: `src/${name}` })),
      ],
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: Object.entries(mayImport).map(([from, others]) => ({
            from: { element: { type: from } },
            allow: { to: { element: { type: [from, ...others] } } },
          })),
        },
      ],
    },
  },
  {
    // A module with types as members of what it exports has them in a namespace.
    files: ['src/adapters/**/*.ts'],
    rules: { '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }] },
  },
  fence(['src/**/*.ts'], ['src/compiler/**']),
  fence(['src/compiler/**/*.ts'], [], 'src/compiler'),
  fence(['transforms/**/*.ts'], [], 'transforms'),
  {
    files: ['src/**/*.ts', 'transforms/**/*.ts'],
    ignores: ['src/cli/**'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Only src/cli ends the process.' },
        { object: 'process', property: 'stdout', message: 'Only src/cli prints.' },
      ],
    },
  },
  {
    files: ['**/*.{js,cjs}'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { __dirname: 'readonly', module: 'writable', require: 'readonly' },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
