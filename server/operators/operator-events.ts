import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import type { Log } from '#server/core/log.ts'
import type { FailedAttempt } from '#server/core/operators/operators.ts'
import type { AuditEvent, Store } from '#server/core/store.ts'

type Parts = { store: Pick<Store, 'recordAudit'>; clock: Clock; log: Log }

type Count = { subject: string; detail: string; action: string; times: number }

const ACTIONS = { failed: 'operator.signInFailed', refused: 'operator.signInRefused' } as const

/**
 * Writes events of operators and their sessions into the audit and the log. Anybody can cause failed attempts, so these
 * are counted in windows. The first attempt of an account and address is written at once, the others of the window as
 * one number.
 */
export class OperatorEvents {
  readonly #parts: Parts
  readonly #counts = new Map<string, Count>()
  #cancel: (() => void) | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async record(event: Omit<AuditEvent, 'at'>, requestId?: string): Promise<void> {
    const { store, clock, log } = this.#parts
    const { action, ...fields } = event
    log.info({ event: 'operatorAction', action, ...fields, requestId }, 'operator action recorded')
    await store.recordAudit({ ...event, at: clock.now() })
  }

  noteFailure({ secret, address, account, refused, requestId }: FailedAttempt): void {
    this.#cancel ??= this.#parts.clock.after(
      LIMITS.failedSignInsCountedSeconds * 1000,
      () => void this.#close(),
    )
    const action = refused ? ACTIONS.refused : ACTIONS.failed
    const named = { action, subject: account ?? 'unknown', detail: `${secret} from ${address}` }
    const isNamed = this.#counts.has(JSON.stringify(named)) || this.#counts.size < LIMITS.failedSignInsNamed
    const event = isNamed ? named : { action, subject: 'others', detail: 'further accounts and addresses' }
    const key = JSON.stringify(event)
    const count = this.#counts.get(key)
    if (count !== undefined) {
      count.times += 1
      return
    }
    this.#counts.set(key, { ...event, times: 0 })
    void this.#write(event, requestId)
  }

  /** Writes the counts of the current window, and ends the window. */
  flush(): Promise<void> {
    this.#cancel?.()
    return this.#close()
  }

  async #close(): Promise<void> {
    this.#cancel = undefined
    const counts = [...this.#counts.values()].filter(({ times }) => times > 0)
    this.#counts.clear()
    for (const { times, detail, ...event } of counts)
      await this.#write({ ...event, detail: `${detail}, ${times} more` })
  }

  /** A lost database must not turn a refusal into another error. The log has the attempt in any case. */
  async #write(
    event: { action: string; subject: string; detail: string },
    requestId?: string,
  ): Promise<void> {
    const { store, clock, log } = this.#parts
    log.warn({ event: 'signInRefused', ...event, requestId }, 'sign-in refused')
    await store.recordAudit({ ...event, actor: 'nobody', at: clock.now() }).catch((err: unknown) => {
      log.warn(
        { event: 'auditFailed', err, requestId },
        'failed to record a refused sign-in in the audit log',
      )
    })
  }
}
