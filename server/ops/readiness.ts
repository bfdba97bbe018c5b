import { statfs } from 'node:fs/promises'
import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import { AoiError, isAoiError } from '../core/errors.ts'
import type { SubmissionQueue } from '../core/notifications/submission-queue.ts'
import type { Store } from '../core/store.ts'

/** `reasons` has one sentence for each problem; empty when ready. */
export type ReadinessReport = { ready: boolean; reasons: string[] }

const DRAINING = 'the server is draining'

type Parts = {
  store: Pick<Store, 'checkWrite' | 'outage'>
  submissions: Pick<SubmissionQueue, 'length'>
  clock: Clock
  dataDirectory: string
  isDraining: () => boolean
  /** Default `LIMITS.diskFreeBytesMin`. */
  diskFreeBytesMin?: number
}

/**
 * Whether this server can accept work: it can write to its database, has disk space and no backlog, and is not
 * draining. One check serves all callers for a second, so that probes by strangers do not become database writes.
 */
export class Readiness {
  readonly #parts: Parts
  #looked: { at: number; report: Promise<ReadinessReport> } | undefined
  #disk: { at: number; reason: string | undefined } | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  check(): Promise<ReadinessReport> {
    // Not cached for a second: the sooner a proxy knows, the fewer requests it sends here in vain.
    if (this.#parts.isDraining()) return Promise.resolve({ ready: false, reasons: [DRAINING] })
    const { outage } = this.#parts.store
    if (outage !== undefined) return this.#whileLost(outage)
    const now = this.#parts.clock.monotonic()
    if (this.#looked === undefined || now - this.#looked.at >= LIMITS.readinessKeptMilliseconds) {
      this.#looked = { at: now, report: this.#look() }
    }
    return this.#looked.report
  }

  /** The store reconnects to its database by itself. A check from before the loss is not valid after it. */
  #whileLost(outage: string): Promise<ReadinessReport> {
    this.#looked = undefined
    return Promise.resolve({ ready: false, reasons: [outage] })
  }

  /**
   * Throws `unavailable` if the disk was below its watermark at the last check (R9). Checks again in the background.
   */
  refuseWhenDiskIsLow(): void {
    const now = this.#parts.clock.monotonic()
    if (this.#disk === undefined || now - this.#disk.at >= LIMITS.readinessKeptMilliseconds) {
      this.#disk = { at: now, reason: this.#disk?.reason }
      void this.#findDiskTrouble()
    }
    if (this.#disk.reason !== undefined) throw new AoiError('unavailable', this.#disk.reason, 30)
  }

  async #look(): Promise<ReadinessReport> {
    const { submissions } = this.#parts
    const found = await Promise.all([this.#findDatabaseTrouble(), this.#findDiskTrouble()])
    const reasons = found.filter((reason) => reason !== undefined)
    if (submissions.length >= LIMITS.submissionsQueued / 2) reasons.push('too many submissions are waiting')
    return { ready: reasons.length === 0, reasons }
  }

  async #findDatabaseTrouble(): Promise<string | undefined> {
    const { store, clock } = this.#parts
    const limit = LIMITS.readinessWriteMilliseconds
    return new Promise((resolve) => {
      const cancel = clock.after(limit, () =>
        resolve(`the database took more than ${limit} ms for one write`),
      )
      store
        .checkWrite()
        .then(
          () => resolve(undefined),
          (error: unknown) => resolve(isAoiError(error) ? error.message : 'the database cannot be written'),
        )
        .finally(cancel)
    })
  }

  async #findDiskTrouble(): Promise<string | undefined> {
    const { clock, dataDirectory, diskFreeBytesMin = LIMITS.diskFreeBytesMin } = this.#parts
    const reason = await statfs(dataDirectory).then(
      (disk) =>
        disk.bavail * disk.bsize < diskFreeBytesMin
          ? 'the disk of the data directory is nearly full'
          : undefined,
      () => 'the data directory cannot be read',
    )
    this.#disk = { at: clock.monotonic(), reason }
    return reason
  }
}
