/** What a journal held when it was opened. */
export type LoadedRecords = {
  /** Oldest first. */
  records: unknown[]
  /** Bytes at the end that were cut off because they were not wholly written. */
  cutBytes: number
  /**
   * Places where records were damaged, each as the index in `records` that the next whole one has; absent where all
   * are whole.
   */
  damagedAt?: number[] | undefined
}

/**
 * The port to where the AOI Client keeps its journal: records that JSON can carry. Implementations hold the place for
 * themselves alone from opening to `close`, and pass `runStorageContract`. All reject with `AoiClientError('storage')`.
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
   * Puts these in place of all records, wholly or not at all; survives a power cut when the promise settles. Works
   * after a failed call as soon as the medium does, also where the medium lost all records.
   */
  replace(records: readonly unknown[]): Promise<void>
  close(): Promise<void>
}

export type Durability = 'synced' | 'written'
