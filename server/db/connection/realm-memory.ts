/**
 * The state in which this process last saw the database's one row of `Realm`. A database that answers at the same
 * address later must be of the same server, and no older.
 */
export class RealmMemory {
  serverId: string | undefined
  /** The greatest count of checks that was seen in the database. */
  checks = 0
  #epoch: string | undefined
  #onEpoch: ((epoch: string) => void) | undefined

  /** The incarnation of the database (R5). */
  get epoch(): string {
    return this.#epoch ?? ''
  }

  set epoch(epoch: string) {
    const isNew = this.#epoch !== undefined && this.#epoch !== epoch
    this.#epoch = epoch
    if (isNew) this.#onEpoch?.(epoch)
  }

  /**
   * `onEpoch` is called at once when this node finds or begins another incarnation. The cursors and heads that sessions
   * hold are not valid there.
   */
  listen(onEpoch: (epoch: string) => void): void {
    this.#onEpoch = onEpoch
  }
}
