/**
 * What this process knows of the database's one row of `Realm`: whatever answers at the database's address later on must
 * be the same server, and no older than that.
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

  /** Called at once when this node finds or begins another incarnation: nothing that sessions were told holds any more. */
  listen(onEpoch: (epoch: string) => void): void {
    this.#onEpoch = onEpoch
  }
}
