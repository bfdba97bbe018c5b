import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

/**
 * The headless shell comes first, as Playwright's own browsers include it too. A context costs a quarter of one with a
 * window.
 */
const SYSTEM_PATHS = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
/** The packages of Debian and of other distributions, which have only the second. */
const PACKAGES = ['chromium-headless-shell', 'chromium']

/** Returns a Chromium to run: Playwright's own (`own: true`), else the system's; undefined when there is none. */
export function findChromium(): { path: string; own: boolean } | undefined {
  const own = chromium.executablePath()
  if (existsSync(own)) return { path: own, own: true }
  const path = SYSTEM_PATHS.find((candidate) => existsSync(candidate))
  return path === undefined ? undefined : { path, own: false }
}

/** Returns a Chromium with notifications, which the headless shell lacks; undefined when there is none. */
export function findWholeChromium(): string | undefined {
  return SYSTEM_PATHS.find((path) => !path.endsWith('headless-shell') && existsSync(path))
}

/**
 * True when there is a Chromium. If there is none, first installs the distribution's package (root and apt-get only).
 */
export function ensureChromium(): boolean {
  if (findChromium() !== undefined) return true
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  console.log('test: Chromium is missing; installing the package of the distribution …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args: string[]) =>
    spawnSync('/usr/bin/apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
  run('update')
  return PACKAGES.some((name) => {
    run('install', '-y', '--no-install-recommends', name)
    return findChromium() !== undefined
  })
}
