import { defineConfig } from 'vitest/config'

const excluded = ['**/node_modules/**', '**/dist/**', '.next/**', 'e2e/**']

/** Promises that must hold on however many nodes: they go through `Stage`, which reads `TEST_NODES`. */
const onNodes = ['cursors', 'delivery', 'session-opening', 'token-is-no-credential']
const onMost = [...onNodes, 'delivery-window', 'registration', 'session-end']

const integration = {
  exclude: excluded,
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
      nodes('2', onNodes),
      nodes('3', onMost),
    ],
  },
})

function nodes(count: string, suites: readonly string[]) {
  const include = suites.map((name) => `server/hub/${name}.integration.test.ts`)
  const test = { ...integration, name: `nodes-${count}`, include, env: { TEST_NODES: count } }
  return { extends: true as const, test }
}
