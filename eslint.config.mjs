import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const SOURCES = ['apps/**/*.ts', 'libs/**/*.ts'];
const TESTS = ['**/*.spec.ts', '**/*.e2e.ts', '**/contract-suite.ts', 'libs/*/src/testing/**/*.ts', 'test/**/*.ts'];

const noDefaultExport = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only: one name for one thing, everywhere.' },
  {
    selector: 'ExportSpecifier[exported.name="default"]',
    message: 'Named exports only: one name for one thing, everywhere.',
  },
];
const relativeImportsNameTheFile = {
  selector:
    ':matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration)[source.value=/^\\.(?!.*\\.(ts|json)$)/]',
  message: 'Relative imports end in .ts.',
};
const noHiddenTests = {
  selector:
    'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo|failing)$/], Identifier[name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
  message: 'No test is skipped, and none runs alone: what cannot run must fail.',
};
const noClockNoRandom = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'The domain has no clock: time comes in as a parameter.',
  },
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: 'The domain has no clock: time comes in as a parameter.',
  },
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'The domain has no chance: ids come in as parameters.',
  },
];

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**', '.afa/**', 'test/bench/node_modules/**'] },
  js.configs.recommended,
  {
    files: ['**/*.{mjs,cjs}'],
    rules: { 'no-unused-vars': ['error', { varsIgnorePattern: '^[_$]', ignoreRestSiblings: true }] },
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'URLSearchParams',
          'Buffer',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'setImmediate',
        ]
          .concat([
            'fetch',
            'performance',
            'AbortController',
            'AbortSignal',
            'TextEncoder',
            'TextDecoder',
            'structuredClone',
            'module',
            'require',
            'crypto',
          ])
          .map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', relativeImportsNameTheFile],
    },
  },
  {
    files: SOURCES,
    rules: {
      complexity: ['error', 12],
      'max-depth': ['error', 3],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 5],
      'no-console': 'error',
      'no-restricted-syntax': ['error', relativeImportsNameTheFile, ...noDefaultExport],
    },
  },
  {
    files: ['libs/domain/src/**/*.ts', 'libs/contracts/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', relativeImportsNameTheFile, ...noDefaultExport, ...noClockNoRandom] },
  },
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      'max-params': 'off',
      'no-console': 'off',
      'no-restricted-syntax': ['error', relativeImportsNameTheFile, noHiddenTests],
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // The command line talks to a person.
  { files: ['apps/cli/**/*.ts', 'apps/standalone/**/*.ts'], rules: { 'no-console': 'off' } },
);
