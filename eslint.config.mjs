// Style is checked, not discussed.
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const namedExports = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only: a thing has one name everywhere.',
};
/** Ways to cut days, or to write them, that ask for no campus. */
const cutsOfDays = [
  "CallExpression[callee.property.name=/^(slice|substring|split)$/][callee.object.callee.property.name='toISOString']",
  'CallExpression[callee.property.name=/^[gs]et(UTC)?(Hours|Minutes|Date|Day|Month|FullYear)$/]',
  'CallExpression[callee.property.name=/^toLocale(Date|Time)String$/]',
  "MemberExpression[object.name='Intl'][property.name='DateTimeFormat']",
  "LogicalExpression[operator='??'][right.value=/^UTC$/i]",
  'TemplateElement[value.raw=/date_trunc|AT TIME ZONE/i]',
].map((selector) => ({
  selector,
  message: 'A campus has days: src/kernel/days.ts turns days into instants and instants into days and words.',
}));

export default tseslint.config(
  { ignores: ['node_modules/', 'src/db/generated/', 'src/web/api/schema.d.ts', 'models/cache/', 'data/', '**/*.mjs'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Implementations of an async interface need not all await.
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': ['error', namedExports],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      // What a formatter cannot break: sentences, SQL and patterns are left to their writers.
      'max-len': [
        'error',
        { code: 140, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true },
      ],
      eqeqeq: 'error',
    },
  },
  {
    // The page shows times by the reader's own clock; patterns of a timetable and of a calendar file are
    // wall time of no zone.
    files: ['src/**/*.ts', 'tools/**/*.ts', 'bots/**/*.ts'],
    ignores: ['src/kernel/days.ts', 'src/school/timetable/**', 'src/school/calendars/**', 'src/web/**'],
    rules: { 'no-restricted-syntax': ['error', namedExports, ...cutsOfDays] },
  },
  {
    // Words and calendar files are read with luxon; everybody else gets days from the module that has them.
    files: ['src/**/*.ts', 'tools/**/*.ts', 'bots/**/*.ts'],
    ignores: [
      'src/kernel/days.ts',
      'src/agent/command-model/**',
      'src/school/timetable/**',
      'src/school/calendars/**',
      'src/app/demo/**',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'luxon', message: 'A campus has days: src/kernel/days.ts cuts and writes them.' }] },
      ],
    },
  },
  {
    // How React's hooks may be called, and that effects name what they use.
    files: ['src/web/**/*.tsx', 'src/web/**/use-*.ts'],
    ...reactHooks.configs.flat.recommended,
  },
  { files: ['*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
