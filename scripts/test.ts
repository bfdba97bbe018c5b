import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureChromium } from './test/chromium.ts'
import { perform, playwrightRun, type Run, vitestRun } from './test/runs.ts'
import { addTotals, describeFailure, describeTotals, NOTHING, type Totals } from './test/totals.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

type LongForm = {
  args: readonly string[]
  env?: Readonly<Record<string, string>>
  /** The option of the command line that sets how often it tests, and the variable of its tests. */
  count?: { option: 'count' | 'rounds' | 'notifications'; variable: string }
  /** The browser tests that belong to it, by project. */
  inBrowser?: Readonly<Record<string, readonly string[]>>
}

/** Long forms: integration tests with more rounds, or on more nodes or machines, than in `npm test`. */
const LONG_FORMS = new Map<string, LongForm>([
  [
    'faults',
    {
      args: ['--project', 'integration', 'faults'],
      env: { TEST_RANDOM_KILLS: '100', TEST_SCHEDULED: '1000' },
    },
  ],
  ['fuzz', { args: ['--project', 'integration', 'fuzz'], env: { TEST_FUZZ_INPUTS: '300000' } }],
  ['histories', { args: ['--project', 'integration', 'prisma-store'], env: { TEST_HISTORIES: '100' } }],
  ['nodes', { args: ['--project', 'nodes-*'] }],
  [
    'rehearsals',
    {
      args: ['--project', 'integration', 'admin/rehearsals'],
      count: { option: 'count', variable: 'TEST_REHEARSALS' },
    },
  ],
  [
    'upgrade',
    { args: ['--project', 'upgrade'], count: { option: 'rounds', variable: 'TEST_UPGRADE_ROUNDS' } },
  ],
  [
    'webhooks',
    {
      args: ['--project', 'integration', 'webhooks-killed'],
      env: { TEST_WEBHOOK_EVENTS: '10000', TEST_WEBHOOK_KILLS: '20' },
    },
  ],
  [
    'push-kills',
    {
      args: ['--project', 'integration', 'push-and-sockets-killed'],
      env: { TEST_MIXED_NOTIFICATIONS: '100000', TEST_MIXED_KILLS: '20' },
      count: { option: 'notifications', variable: 'TEST_MIXED_NOTIFICATIONS' },
    },
  ],
  [
    'tables',
    {
      args: ['--project', 'integration', 'several-nodes', 'database-loss'],
      env: { TEST_TABLES: 'whole' },
      inBrowser: { people: ['dialogs', 'lists-in-use'], budgets: [] },
    },
  ],
  ['node-versions', { args: ['--project', 'node-versions'] }],
  ['packages', { args: ['--project', 'packages'] }],
  ['tarballs', { args: ['--project', 'packages', 'scripts/package/package.integration'] }],
])

/** Runs the named long form, or every test and the long forms of `--also`. */
function testAll(reports: string, { longForm, also }: Pick<Options, 'longForm' | 'also'>): Totals {
  const runs = (longForm === undefined ? also : [longForm]).flatMap((name) => longRuns(reports, name))
  if (!build()) return failure('build', 'ended with an error; the output above shows it')
  if (longForm === undefined) {
    runs.unshift(
      vitestRun(reports, { name: 'unit', args: ['--project', 'unit'] }),
      vitestRun(reports, { name: 'integration', args: ['--project', 'integration'] }),
    )
  }
  const totals = runs.map((run) => perform(root, run)).reduce(addTotals, NOTHING)
  return longForm === undefined ? addTotals(totals, testInBrowser(reports)) : totals
}

function longRuns(reports: string, name: string): Run[] {
  const form = LONG_FORMS.get(name)
  if (form === undefined) {
    throw new Error(`unknown long form ${name}; the long forms are ${[...LONG_FORMS.keys()].join(', ')}`)
  }
  const { args, count, inBrowser = {} } = form
  const env = { ...form.env, ...readCount(count) }
  const browsers = Object.entries(inBrowser).map(([project, files]) =>
    playwrightRun(reports, { project, files, env }),
  )
  return [vitestRun(reports, { name, args, env }), ...browsers]
}

/** Reads an option such as `--rounds 50`. */
function readCount(count: LongForm['count']): Record<string, string> {
  if (count === undefined) return {}
  const value = readOptions()[count.option]
  if (value === undefined) return {}
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`--${count.option} must be followed by a number from 1 on`)
  return { [count.variable]: value }
}

function build(): boolean {
  const args = ['--import', 'tsx', 'scripts/build.ts']
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0
}

function testInBrowser(reports: string): Totals {
  // Apart: Playwright would leave the budgets out if a test of the other project failed.
  if (ensureChromium())
    return ['people', 'budgets']
      .map((project) => perform(root, playwrightRun(reports, { project })))
      .reduce(addTotals, NOTHING)
  return failure(
    'end-to-end',
    'needs Chromium: install chromium-headless-shell or chromium, or run `npx playwright install`.',
  )
}

function failure(where: string, message: string): Totals {
  return { ...NOTHING, failures: [{ where, message }] }
}

type Options = ReturnType<typeof readOptions>

function readOptions() {
  const one = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { also: { ...one, multiple: true, default: [] }, count: one, rounds: one, notifications: one },
  })
  return { ...values, longForm: positionals[0] }
}

const reports = mkdtempSync(join(tmpdir(), 'aoi-test-reports-'))
let totals: Totals
try {
  totals = testAll(reports, readOptions())
} catch (error) {
  console.error(error)
  totals = failure('test', String(error))
} finally {
  rmSync(reports, { recursive: true })
}
if (totals.skipped > 0) console.log(`test: ${totals.skipped} skipped, each with its reason above`)
for (const each of totals.failures) console.log(`\n${describeFailure(each)}`)
console.log(`\n${describeTotals(totals)}`)
process.exitCode = totals.failures.length === 0 ? 0 : 1
