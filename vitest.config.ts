import { defineConfig } from 'vitest/config'

const never = ['**/node_modules/**', '**/.plumbline/**']
const onTheStack = ['**/*.int.test.ts', '**/*.e2e.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...never, ...onTheStack],
          // No test is about speed: what takes a second alone may take ten where others work beside it.
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: onTheStack,
          exclude: never,
          globalSetup: 'stack/src/vitest-setup.ts',
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
