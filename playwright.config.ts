import { defineConfig, devices } from '@playwright/test'
import { findChromium, findWholeChromium } from './scripts/test/chromium.ts'
import { FIREFOX } from './server/testing/firefox.ts'

const found = findChromium()
const isRunner = process.env.TEST_WORKER_INDEX === undefined
if (findWholeChromium() === undefined && isRunner)
  console.log(
    'test: skipped, because Chromium with notifications is missing (apt: chromium): the inbox while it is closed',
  )
if (FIREFOX === undefined && isRunner)
  console.log(
    'test: skipped, because Firefox is missing (apt: firefox-esr): a stock browser in the demo’s group and as an inbox',
  )

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  fullyParallel: true,
  // Two at a time, each with a server and a browser of its own; what is measured has the machine to itself afterwards.
  workers: 2,
  projects: [
    {
      name: 'people',
      testIgnore: [
        'budgets.spec.ts',
        ...(FIREFOX === undefined
          ? ['stock-firefox.spec.ts', 'inbox-firefox.spec.ts', 'first-ring.spec.ts']
          : []),
        // `npm run test:firefox` runs them.
        ...(process.env.TEST_FIREFOX === 'long'
          ? []
          : ['inbox-firefox.spec.ts', 'inbox-firefox-life.spec.ts']),
        ...(findWholeChromium() === undefined ? ['inbox-push.spec.ts'] : []),
      ],
    },
    { name: 'budgets', testMatch: 'budgets.spec.ts', dependencies: ['people'], workers: 1 },
  ],
  forbidOnly: true,
  retries: 0,
  // A busy machine takes several times as long as a quiet one. A test that passes is no slower for the patience.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  outputDir: 'test-results',
  use: {
    ...devices['Desktop Chrome'],
    // A trace copies the page at each step: a fifth of the time. `--trace on` brings it where a failure wants it.
    trace: 'off',
    screenshot: 'only-on-failure',
    // Recording video takes a program that only Playwright's own browsers bring along.
    video: 'off',
    launchOptions: {
      ...(found === undefined || found.own ? {} : { executablePath: found.path }),
      // As root, Chromium does not start with its sandbox.
      chromiumSandbox: process.getuid?.() !== 0,
    },
  },
})
