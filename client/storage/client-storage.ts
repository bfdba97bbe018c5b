/** The content of a journal when it was opened. */
export type LoadedRecords = {
  /** Oldest first. */
  records: unknown[]
  /** Bytes at the end that were cut off because they were not wholly written. */
  cutBytes: number
  /** Places of damaged records, each as the index in `records` of the next whole one; absent if all are whole. */
  damagedAt?: number[] | undefined
}

/**
 * The port for the storage of the AOI Client's journal: records that JSON can carry. Implementations hold their place
 * exclusively from opening to `close`, and pass `runStorageContract`. All reject with `AoiClientError('storage')`.
 */
export interface ClientStorage {
  /** Called once, first. */
  load(): Promise<LoadedRecords>
  /**
   * Adds records at the end, in order. `synced`: they survive a power cut when the promise settles. `written`: they
   * survive the end of this process. Calls do not overlap.
   */
  append(records: readonly unknown[], durability: Durability): Promise<void>
  /**
   * Replaces all records by these, wholly or not at all. They survive a power cut when the promise settles. Works after
   * a failed call as soon as the medium does, even if the medium lost all records.
   */
  replace(records: readonly unknown[]): Promise<void>
  close(): Promise<void>
}

export type Durability = 'synced' | 'written'
