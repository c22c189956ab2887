import js from '@eslint/js';
import simpleImportSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'docs/api', 'coverage', 'test/packages/projects'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '.*.cjs', 'test/packages/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'simple-import-sort': simpleImportSort },
    rules: {
      // Built-in modules, packages, then our own, from far to near; no blank lines in between.
      'simple-import-sort/imports': ['error', { groups: [['^\\u0000', '^node:', '^@?\\w', '^', '^\\.']] }],
      'simple-import-sort/exports': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/unified-signatures': 'off',
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
    },
  },
  {
    // A file holds one idea, a function one step of it: both fit on a screen.
    files: ['src/**'],
    rules: {
      complexity: ['error', 12],
      'max-lines-per-function': ['error', 40],
      'max-lines': ['error', { max: 200, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    // What users call: a file is mostly its doc comments, which the reference is made of. Its code alone counts.
    files: ['src/monitor.ts', 'src/watch/tunnel-watch.ts'],
    rules: { 'max-lines': ['error', { max: 150, skipBlankLines: false, skipComments: true }] },
  },
  { files: ['test/support/**'], rules: { complexity: ['error', 12], 'max-lines-per-function': ['error', 60] } },
  {
    // Stories, read from top to bottom.
    files: ['demo/**', 'docs/examples/**'],
    rules: { complexity: ['error', 16], 'max-lines-per-function': ['error', 100] },
  },
  {
    // As users write it.
    files: ['docs/examples/**', 'test/types/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/src/**'], message: 'Import the public name from alicloud-vpn-monitor.' }] },
      ],
    },
  },
  {
    // One row for each name: as many lines as there are names.
    files: ['src/index.ts', 'src/catalog/metric-specs.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    // A const object and its union type carry one name on purpose (the catalogue).
    files: ['src/catalog/**'],
    rules: { '@typescript-eslint/no-redeclare': 'off' },
  },
  {
    // Their own tsconfig.json is that of users, who have installed the package. Here they are checked against the sources.
    files: ['docs/examples/**'],
    languageOptions: { parserOptions: { projectService: false, project: './tsconfig.json' } },
  },
  { files: ['demo/**', 'docs/examples/**', 'test/bench/**', 'test/packages/**', 'scripts/**'], rules: { 'no-console': 'off' } },
  { files: ['test/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'max-lines': 'off' } },
  {
    files: ['**/*.js', '**/*.cjs', '**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
    rules: { ...tseslint.configs.disableTypeChecked.rules, '@typescript-eslint/no-require-imports': 'off' },
    languageOptions: {
      ...tseslint.configs.disableTypeChecked.languageOptions,
      globals: {
        module: 'writable',
        require: 'readonly',
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        AbortController: 'readonly',
      },
    },
  },
);
