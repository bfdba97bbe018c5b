import type { WarningCode } from '#protocol/finding-kinds.ts'
import type { Log } from '../core/log.ts'
import { FAULT_TEXTS } from './fault-texts.ts'

/** `detail`: the value that the warning is about, such as a name; never a sentence and never a secret. */
export type Warning = { code: SetUpWarning; detail?: string }

/** Unexpected errors have their own lines in the log. */
type SetUpWarning = Exclude<WarningCode, 'unexpectedErrors'>

/** The source of the warnings that the running server notices by itself. */
const NOTICED = 'noticed'

/**
 * The problems that an operator should fix, in one list. Each is logged once when it is raised, and shown on the
 * overview.
 */
export class Warnings {
  readonly #log: Log
  readonly #raised = new Map<string, readonly Warning[]>()

  constructor(log: Log) {
    this.#log = log
  }

  /** Idempotent: logs a warning again only if its detail changes. */
  raise(warning: Warning): void {
    const others = (this.#raised.get(NOTICED) ?? []).filter(({ code }) => code !== warning.code)
    this.set(NOTICED, [...others, warning])
  }

  /** Replaces the warnings of a source, such as a check that is made again: a problem that was corrected ends. */
  set(source: string, warnings: readonly Warning[]): void {
    const before = this.#raised.get(source) ?? []
    this.#raised.set(source, warnings)
    for (const warning of warnings) {
      if (before.some(({ code, detail }) => code === warning.code && detail === warning.detail)) continue
      const { problem, next } = FAULT_TEXTS[warning.code]
      this.#log.warn({ event: 'warning', ...warning }, `${problem}: ${next}`)
    }
  }

  list(): Warning[] {
    return [...this.#raised.values()].flat()
  }
}
