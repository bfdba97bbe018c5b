import type { WarningCode } from '#protocol/overview.ts'
import type { Log } from '../core/log.ts'

/** `detail`: the value that the warning is about, such as a name; never a sentence and never a secret. */
export type Warning = { code: SetUpWarning; detail?: string }

/** Unexpected errors and failed rehearsals have their own lines in the log. */
type SetUpWarning = Exclude<WarningCode, 'unexpectedErrors' | 'rehearsalFailed'>

/** Sentences for the log. The dashboard has its own texts, in each language. */
const SENTENCES: Record<SetUpWarning, string> = {
  plainHttp:
    'the server accepts requests from other machines without TLS: put a proxy with TLS in front of it, and set AOI_PUBLIC_URL to the https origin of the proxy',
  unknownVariables: 'unknown environment variable with the prefix AOI_',
  untrustedForwarding:
    'requests come through an untrusted proxy, so all callers share one address and its limits: set AOI_TRUSTED_PROXIES',
}

/**
 * The problems that an operator should fix, in one list. Each is logged once when it is raised, and shown on the
 * overview.
 */
export class Warnings {
  readonly #log: Log
  readonly #raised = new Map<SetUpWarning, Warning>()

  constructor(log: Log) {
    this.#log = log
  }

  /** Idempotent: logs a warning again only if its detail changes. */
  raise(warning: Warning): void {
    const known = this.#raised.get(warning.code)
    if (known !== undefined && known.detail === warning.detail) return
    this.#raised.set(warning.code, warning)
    this.#log.warn({ event: 'warning', ...warning }, SENTENCES[warning.code])
  }

  list(): Warning[] {
    return [...this.#raised.values()]
  }
}
