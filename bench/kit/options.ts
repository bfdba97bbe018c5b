import { parseArgs } from 'node:util'

export type BenchOptions = {
  /** Small numbers: they show that the bench works, but their results mean nothing. */
  quick: boolean
  /** Number of times that each thing is measured. */
  rounds: number
  /** Names of the things to measure; empty: everything. */
  only: readonly string[]
  /** Number of rows to fill in; unset: the default of the bench. */
  rows: number | undefined
  /** Folder of another checkout whose server is measured in the same turns; unset: none. */
  beside: string | undefined
  /** Folder for V8 profiles of the server; unset: none are taken. */
  profileDirectory: string | undefined
}

const USAGE = `Behind "npm run bench:… --":
  --quick           use small numbers: proves only that the bench works
  --rounds N        measure each item N times
  --only NAME       measure only the item with this name in the tables; repeatable
  --rows N          fill in N rows, if the bench fills a database
  --beside FOLDER   measure the server of another checkout in the same turns; build it there before by
                    "npx tsx scripts/build.ts generate bundles"
  --profile FOLDER  write V8 profiles of the server to this folder`

/**
 * Reads the arguments after `npm run bench:… --`. An invalid argument ends the process with the error and the usage.
 */
export function readOptions(standard = { rounds: 3 }): BenchOptions {
  try {
    return parseOptions(standard)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
    process.exit(2)
  }
}

function parseOptions(standard: { rounds: number }): BenchOptions {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      rows: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      beside: { type: 'string' },
      profile: { type: 'string' },
    },
  })
  const rounds = Number(values.rounds ?? (values.quick ? 1 : standard.rounds))
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds: must be a whole number from 1')
  const filled = values.rows === undefined ? undefined : Number(values.rows)
  if (filled !== undefined && (!Number.isInteger(filled) || filled < 1))
    throw new Error('--rows: must be a whole number from 1')
  const only = [...values.only, ...positionals]
  const { quick, beside, profile: profileDirectory } = values
  return { quick, rounds, rows: filled, only, beside, profileDirectory }
}

/** True when `name` is to be measured. */
export function isWanted(options: BenchOptions, name: string): boolean {
  return options.only.length === 0 || options.only.includes(name)
}
