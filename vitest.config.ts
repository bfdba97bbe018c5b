import { defineConfig } from 'vitest/config'

const excluded = ['**/node_modules/**', '**/dist/**', '.next/**', 'e2e/**']

const inHub = (names: readonly string[]) => names.map((name) => `server/hub/${name}.integration.test.ts`)

/**
 * Their tests go through `Stage`, which has one node in `npm test` and several in the long form. `npm test` has three
 * nodes in `several-nodes`.
 */
const ON_NODES = inHub([
  'cursors',
  'fan-out/delivery',
  'fan-out/delivery-window',
  'door/session-opening',
  'door/token-is-no-credential',
  'door/registration',
  'door/session-end',
])

/** These build an earlier version and run it beside this one, or in turn: long forms. */
const UPGRADE = 'server/testing/faults/upgrade.integration.test.ts'
const DOWNGRADE = 'server/testing/faults/downgrade.integration.test.ts'

/** These install packages in trees of a distribution and set up new machines from them: long forms. */
const PACKAGES = ['package', 'new-machine', 'debian'].map(
  (name) => `scripts/package/${name}.integration.test.ts`,
)

/** Runs other versions of Node: a long form. */
const NODE_VERSIONS = 'scripts/package/node-versions.integration.test.ts'

const integration = {
  exclude: excluded,
  isolate: false,
  globalSetup: ['scripts/test/postgresql.ts', 'scripts/test/redis.ts'],
  // Of those that wait side by side.
  maxConcurrency: 8,
  testTimeout: 180_000,
  hookTimeout: 60_000,
}

function onNodes({ name, count, include }: { name: string; count: number; include: string[] }) {
  const env = { TEST_NODES: String(count) }
  return { extends: true as const, test: { ...integration, name, include, env } }
}

export default defineConfig({
  test: {
    pool: 'forks',
    // Two keep two cores busy: with four, each test took twice as long. The projects ignore the option of the command line.
    maxWorkers: 2,
    // No test fails for a machine that stands still for a moment: what is waited for has as long as a slow machine needs.
    expect: { poll: { timeout: 20_000, interval: 10 } },
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
          exclude: [...excluded, UPGRADE, DOWNGRADE, ...PACKAGES, NODE_VERSIONS],
        },
      },
      { extends: true, test: { ...integration, name: 'nodes-upgrade', include: [UPGRADE] } },
      { extends: true, test: { ...integration, name: 'upgrade', include: [DOWNGRADE] } },
      { extends: true, test: { ...integration, name: 'packages', include: PACKAGES } },
      { extends: true, test: { ...integration, name: 'node-versions', include: [NODE_VERSIONS] } },
      ...[2, 3].map((count) => onNodes({ name: `nodes-${count}`, count, include: ON_NODES })),
    ],
  },
})
