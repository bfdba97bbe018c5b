import { defineConfig } from 'vitest/config'

const excluded = ['**/node_modules/**', '**/dist/**', '.next/**', 'e2e/**']

/** Promises that hold on however many nodes: their tests go through `Stage`, which has so many of them. */
const ON_NODES = [
  ...['cursors', 'delivery', 'delivery-window', 'registration', 'session-end', 'session-opening'],
  'token-is-no-credential',
].map((name) => `server/hub/${name}.integration.test.ts`)

const integration = {
  exclude: excluded,
  isolate: false,
  globalSetup: ['scripts/test/postgresql.ts', 'scripts/test/redis.ts'],
  // Of those that wait side by side.
  maxConcurrency: 8,
  testTimeout: 180_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...excluded, '**/*.integration.test.ts'],
          // The files of a worker share what they load: nothing of ours has module state, and loading it again for each
          // file takes longer than the tests.
          isolate: false,
          testTimeout: 60_000,
          // The library of sign-in is loaded when the first operator comes: in a hook, as a rule.
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...integration,
          name: 'integration',
          include: ['**/*.integration.test.ts'],
        },
      },
      ...['2', '3'].map((count) => ({
        extends: true as const,
        test: { ...integration, name: `nodes-${count}`, include: ON_NODES, env: { TEST_NODES: count } },
      })),
    ],
  },
})
