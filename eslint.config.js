import tseslint from 'typescript-eslint'

/** Who may import whom: services → flows, engine, adapters; flows → flow-kit and client types; engine → flow-kit. */
const walls = {
  'packages/flow-kit': [],
  'packages/engine': ['flow-kit'],
  'packages/ledger': ['engine', 'flow-kit'],
  'packages/bus': ['engine', 'flow-kit'],
  'packages/codec': ['engine', 'flow-kit', 'schemas'],
  'packages/http': ['flow-kit'],
  'packages/peoplesoft': ['http', 'flow-kit'],
  'packages/procore': ['http', 'flow-kit'],
  flows: ['flow-kit', 'schemas', 'peoplesoft', 'procore'],
  'packages/runtime': ['engine', 'schemas', 'ledger', 'bus', 'codec', 'flow-kit'],
  'packages/connections': ['engine', 'flows', 'ledger', 'peoplesoft', 'procore', 'runtime'],
  'packages/ops': [
    ...['connections', 'flows', 'engine', 'ledger', 'bus', 'codec', 'runtime'],
    ...['peoplesoft', 'procore'],
  ],
  services: [
    ...['connections', 'flows', 'flow-kit', 'engine', 'bus', 'runtime', 'schemas'],
    ...['http', 'procore'], // the ingress: hooks and notices are Procore's own
  ],
  'apps/cli': ['ops', 'connections', 'flows', 'runtime'],
  'apps/demo': ['ops', 'connections', 'flows', 'ledger', 'runtime', 'stack'],
  'sandbox/kit': [],
  'sandbox/world': [],
  'sandbox/peoplesoft': ['sandbox-kit', 'sandbox-world', 'peoplesoft'],
  'sandbox/procore': ['sandbox-kit', 'sandbox-world'],
}

const wall = ([folder, allowed]) => ({
  files: [`${folder}/**/*.ts`],
  ignores: ['**/*.test.ts', '**/testing/**'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^@plumbline/(?!(${[...allowed, '-'].join('|')})$)`,
            message: `${folder} may import only: ${allowed.join(', ') || 'nothing of ours'}`,
          },
        ],
      },
    ],
  },
})

export default tseslint.config(
  { ignores: ['**/node_modules/**', '.plumbline/**', '**/*.generated.ts', '**/*.mjs', '*.js'] },
  {
    files: ['**/*.ts'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: { parser: tseslint.parser, parserOptions: { project: './tsconfig.json' } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/only-throw-error': 'error',
      'no-empty': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400 }],
    },
  },
  ...Object.entries(walls).map(wall),
)
