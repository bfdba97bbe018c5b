import { AoiClientError } from '../aoi-client-error.ts'
import type { ClientLog } from '../client-log.ts'
import { CLIENT_LIMITS } from '../limits.ts'
import type { ClientStorage, Durability } from '../storage/client-storage.ts'
import { applyAfterDamage, findLoss } from './journal-loss.ts'
import type { JournalRecord } from './journal-record.ts'
import { journalRecordSchema } from './journal-record.ts'
import type { JournalState } from './journal-state.ts'
import { applyRecord, emptyJournalState, snapshotRecords } from './journal-state.ts'

type PendingWrite = {
  records: readonly JournalRecord[]
  durability: Durability
  resolve: () => void
  reject: (error: unknown) => void
}

export type JournalParts = { storage: ClientStorage; log: ClientLog; compactRecords?: number | undefined }

/**
 * The state of the AOI Client and its records on storage. Appending applies at once and settles when it is durable.
 * Records appended during a write share the next write. After a failed write every append rejects until `makeWhole` has
 * written the whole state again.
 */
export class Journal {
  readonly state: JournalState = emptyJournalState()
  readonly #storage: ClientStorage
  readonly #compactRecords: number
  #compactAtRecords: number
  #recordsOnStorage = 0
  #queue: PendingWrite[] = []
  #writing: Promise<void> | undefined
  #failure: unknown
  #isClosed = false
  readonly #failed = new Set<(error: unknown) => void>()
  readonly #mended = new Set<() => void>()

  private constructor(parts: JournalParts) {
    this.#storage = parts.storage
    this.#compactRecords = parts.compactRecords ?? CLIENT_LIMITS.compactRecords
    this.#compactAtRecords = this.#compactRecords
  }

  /** Reads the storage. Rejects with `AoiClientError('storage')`. */
  static async open(parts: JournalParts): Promise<Journal> {
    const journal = new Journal(parts)
    const { records, cutBytes, damagedAt = [] } = await parts.storage.load()
    if (cutBytes > 0) parts.log({ level: 'warn', event: 'journalCut', cutBytes })
    const parsed = records.map(parseRecord)
    const [firstDamage = parsed.length] = damagedAt
    for (const record of parsed.slice(0, firstDamage)) applyRecord(journal.state, record)
    for (const record of parsed.slice(firstDamage)) applyAfterDamage(journal.state, record)
    journal.#recordsOnStorage = records.length
    if (damagedAt.length > 0) {
      parts.log({ level: 'error', event: 'journalDamaged', lines: damagedAt.length })
      const loss = findLoss(journal.state, parsed)
      if (loss !== undefined) throw damagedError(loss)
      // The damaged lines go, so that the next start does not find them again.
      await parts.storage.replace(snapshotRecords(journal.state))
      journal.#recordsOnStorage = snapshotRecords(journal.state).length
    }
    return journal
  }

  /** A write has failed, and the storage is behind the state. */
  get isFailed(): boolean {
    return this.#failure !== undefined
  }

  /** Called with the error of each write that failed. */
  onFailed(listener: (error: unknown) => void): void {
    this.#failed.add(listener)
  }

  /** Called each time the storage has caught up with the state after a failure. */
  onMended(listener: () => void): void {
    this.#mended.add(listener)
  }

  /**
   * Settles when the whole state is on storage: after a failed write by writing a snapshot in place of all records.
   * Rejects with `AoiClientError('storage')`, and may be tried again then.
   */
  async makeWhole(): Promise<void> {
    if (this.#failure === undefined) return this.append([], 'synced')
    while (this.#writing !== undefined) await this.#writing
    if (this.#isClosed) throw this.#failure
    const snapshot = snapshotRecords(this.state)
    await this.#storage.replace(snapshot)
    if (this.#isClosed) throw this.#failure
    this.#recordsOnStorage = snapshot.length
    this.#failure = undefined
    for (const listener of this.#mended) listener()
  }

  /** Settles when the records are on storage, in the order of the calls. */
  append(records: readonly JournalRecord[], durability: Durability): Promise<void> {
    if (this.#isClosed) return Promise.reject(this.#failure)
    for (const record of records) applyRecord(this.state, record)
    // The state keeps it, so that `makeWhole` writes it.
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    return new Promise((resolve, reject) => {
      this.#queue.push({ records, durability, resolve, reject })
      this.#writing ??= this.#writeQueue()
    })
  }

  async close(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing
    this.#isClosed = true
    this.#failure ??= new AoiClientError('closed', 'the AOI Client is closed')
    await this.#storage.close()
  }

  async #writeQueue(): Promise<void> {
    // Records that the caller appends later in the same turn share the first write as well.
    await Promise.resolve()
    while (this.#queue.length > 0 && this.#failure === undefined) {
      const batch = this.#queue
      this.#queue = []
      try {
        await this.#write(batch)
        for (const { resolve } of batch) resolve()
      } catch (error) {
        this.#failure = error
        for (const { reject } of [...batch, ...this.#queue.splice(0)]) reject(error)
        for (const listener of this.#failed) listener(error)
      }
    }
    this.#writing = undefined
  }

  #write(batch: readonly PendingWrite[]): Promise<void> {
    const records = batch.flatMap((waiting) => waiting.records)
    const snapshot = this.#findShorterSnapshot()
    // The state contains this batch already, so the snapshot replaces its records too.
    if (snapshot !== undefined) return this.#storage.replace(snapshot)
    this.#recordsOnStorage += records.length
    return this.#storage.append(
      records,
      batch.some(({ durability }) => durability === 'synced') ? 'synced' : 'written',
    )
  }

  /** Makes a snapshot so seldom that its cost per record stays small, however large the state is. */
  #findShorterSnapshot(): JournalRecord[] | undefined {
    if (this.#recordsOnStorage < this.#compactAtRecords) return undefined
    const snapshot = snapshotRecords(this.state)
    const isWorthIt = snapshot.length * 2 < this.#recordsOnStorage
    if (isWorthIt) this.#recordsOnStorage = snapshot.length
    this.#compactAtRecords = Math.max(this.#compactRecords, this.#recordsOnStorage * 2)
    return isWorthIt ? snapshot : undefined
  }
}

function damagedError(loss: string): AoiClientError {
  const advice = '`aoi doctor` shows the damage; an empty state directory registers again, with new tokens'
  return new AoiClientError('storage', `the journal is damaged, and ${loss} is lost: ${advice}`)
}

function parseRecord(record: unknown): JournalRecord {
  const parsed = journalRecordSchema.safeParse(record)
  if (parsed.success) return parsed.data
  throw new AoiClientError(
    'storage',
    'the journal contains a record that this version of the AOI Client does not know: use the version that wrote it, or a later version',
  )
}
