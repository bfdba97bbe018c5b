import { defineConfig, devices } from '@playwright/test'
import { findChromium } from './scripts/test/chromium.ts'

const found = findChromium()

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  fullyParallel: true,
  // Two at a time, each with a server and a browser of its own; what is measured has the machine to itself afterwards.
  workers: 2,
  projects: [
    { name: 'people', testIgnore: 'budgets.spec.ts' },
    { name: 'budgets', testMatch: 'budgets.spec.ts', dependencies: ['people'], workers: 1 },
  ],
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  outputDir: 'test-results',
  use: {
    ...devices['Desktop Chrome'],
    trace: 'retain-on-failure',
    // Recording video takes a program that only Playwright's own browsers bring along.
    video: 'off',
    launchOptions: {
      ...(found === undefined || found.own ? {} : { executablePath: found.path }),
      // As root, Chromium does not start with its sandbox.
      chromiumSandbox: process.getuid?.() !== 0,
    },
  },
})
