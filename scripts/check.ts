import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The checks before each commit, the cheapest first. They need no database and no browser, and take under a
 * minute.
 */
const STEPS: readonly { name: string; args: readonly string[] }[] = [
  { name: 'generated code', args: ['--import', 'tsx', 'scripts/build.ts', 'generate', 'page-types'] },
  { name: 'format and lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  { name: 'plain English', args: ['--import', 'tsx', 'scripts/prose.ts'] },
  { name: 'unused code', args: ['node_modules/knip/bin/knip.js', '--cache'] },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '-p', '.', '--noEmit'] },
  { name: 'unit tests and documents', args: ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit'] },
]

/** Runs every step, so that one run shows every fault. Returns the names of the steps that failed. */
function check(): string[] {
  return STEPS.filter(({ name, args }) => {
    const startedAt = performance.now()
    console.log(`check: ${name} …`)
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    console.log(`check: ${name} ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`)
    return status !== 0
  }).map(({ name }) => name)
}

const failed = check()
if (failed.length > 0) {
  console.error(`check: failed: ${failed.join(', ')}`)
  process.exitCode = 1
}
