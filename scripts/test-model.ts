import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Violation } from '../server/testing/model/history.ts'
import { replay, runModel, type Script } from '../server/testing/model/run-model.ts'
import { SETUPS, type SetupName } from '../server/testing/model/setup.ts'
import { setup as startPostgresql } from './test/postgresql.ts'

const USAGE = `npm run test:model -- [--seed N] [--minutes M] [--setup ${SETUPS.join('|')}] [--script FILE] [--shorten SECONDS]`

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '1' },
    setup: { type: 'string', default: 'sqlite' },
    script: { type: 'string' },
    shorten: { type: 'string', default: '120' },
  },
})

function describe(violations: readonly Violation[]): string {
  return violations
    .slice(0, 12)
    .map(({ rule, at, text }) => `  ${Math.round(at)} ms: ${rule}: ${text}`)
    .join('\n')
}

async function main(): Promise<boolean> {
  if (values.script !== undefined) {
    const violations = await replay(JSON.parse(readFileSync(values.script, 'utf8')) as Script)
    console.log(violations.length === 0 ? 'model: the script breaks no rule' : describe(violations))
    return violations.length === 0
  }
  const setup = SETUPS.find((name) => name === values.setup)
  const [seed, minutes, seconds] = [Number(values.seed), Number(values.minutes), Number(values.shorten)]
  if (
    setup === undefined ||
    ![seed, minutes, seconds].every((number) => Number.isFinite(number) && number >= 0)
  )
    throw new Error(USAGE)
  return run({ setup, seed, minutes, seconds })
}

async function run(input: {
  setup: SetupName
  seed: number
  minutes: number
  seconds: number
}): Promise<boolean> {
  const { setup, seed } = input
  const [began, milliseconds] = [performance.now(), input.minutes * 60_000]
  const say = (text: string) =>
    console.log(`model: ${Math.round((performance.now() - began) / 1000)} s: ${text}`)
  const isOver = () => performance.now() - began > milliseconds
  const { totals, failure } = await runModel({
    setup,
    seed,
    isOver,
    say,
    shrinkMilliseconds: input.seconds * 1000,
  })
  say(
    `${setup}: ${totals.scripts} scripts, ${totals.steps} steps, ${totals.deliveries} deliveries, ${totals.checks} events judged`,
  )
  if (failure === undefined) return true
  const file = `model-${setup}-${failure.script.seed}.json`
  writeFileSync(file, JSON.stringify(failure.script, undefined, 1))
  console.log(
    `${describe(failure.violations)}\n${failure.script.operations.map((operation) => `  ${JSON.stringify(operation)}`).join('\n')}`,
  )
  console.log(`model: run it again with npm run test:model -- --script ${file}`)
  return false
}

const stop = await startPostgresql()
try {
  process.exitCode = (await main()) ? 0 : 1
} finally {
  await stop?.()
}
process.exit()
