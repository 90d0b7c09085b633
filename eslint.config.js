import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

/** What may import what: the house of ARCHITECTURE.md. A folder may always import itself. */
const mayImport = {
  plan: [],
  runtime: [],
  project: [],
  compiler: [],
  helpers: [],
  profiles: ['plan'],
  analysis: ['compiler', 'plan', 'profiles'],
  transforms: ['plan'],
  rewrite: ['plan', 'transforms', 'analysis', 'project'],
  verify: ['compiler', 'project', 'runtime', 'plan'],
  cli: ['analysis', 'plan', 'profiles', 'project', 'rewrite', 'verify'],
};

export default defineConfig(
  { ignores: ['dist/', 'fixtures/', 'node_modules/', 'coverage/'] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['bin/*.js', 'scripts/*.js', '*.js'] },
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
    files: ['src/**/*.ts', 'transforms/**/*.ts'],
    ignores: ['src/compiler/**', 'src/cli/**'],
    rules: {
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'ts-morph', message: 'Only src/compiler knows ts-morph.' }] },
      ],
    },
  },
  {
    files: ['**/*.js'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
);
