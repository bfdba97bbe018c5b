import { parseArgs } from 'node:util'

export type BenchOptions = {
  /** Small numbers: shows that the bench works, not what is true. */
  quick: boolean
  /** How often each thing is measured. */
  rounds: number
  /** Names of what to measure; empty: everything. */
  only: readonly string[]
  /** Folder for V8 profiles of the server; unset: none are taken. */
  profileDirectory: string | undefined
}

/** What stands behind `npm run bench:… --`: `--quick`, `--rounds N`, `--only NAME…`, `--profile FOLDER`. */
export function readOptions(standard = { rounds: 3 }): BenchOptions {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      profile: { type: 'string' },
    },
  })
  const rounds = Number(values.rounds ?? (values.quick ? 1 : standard.rounds))
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds: must be a whole number from 1')
  const only = [...values.only, ...positionals]
  return { quick: values.quick, rounds, only, profileDirectory: values.profile }
}

/** True when `name` is to be measured. */
export function isWanted(options: BenchOptions, name: string): boolean {
  return options.only.length === 0 || options.only.includes(name)
}
