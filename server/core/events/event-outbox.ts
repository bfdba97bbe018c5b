import { LIMITS } from '#protocol'
import type { Clock } from '../clock.ts'
import type { EventStore } from './event-store.ts'

/** A notification with TTL 0 is due for a while after it expires, and its commit takes time. */
const EXPIRY_SLACK_MILLISECONDS = LIMITS.nowOrNeverMilliseconds + 3000

type Parts = { store: EventStore; clock: Clock; nodeId: string }

/**
 * Gives the recorded events their place, and records those of expired notifications, on the one node that has the
 * lease. While nobody wants events, it only looks once a second whether somebody does.
 */
export class EventOutbox {
  readonly #parts: Parts
  readonly #listeners = new Set<() => void>()
  /** Monotonic ms until which this node has the lease for certain. */
  #leaderUntil = Number.NEGATIVE_INFINITY
  #renewAt = Number.NEGATIVE_INFINITY
  #lookAt = Number.NEGATIVE_INFINITY
  #isWanted = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Whether this node numbers the events and calls the webhooks. */
  get isLeader(): boolean {
    return this.#parts.clock.monotonic() < this.#leaderUntil
  }

  /** Calls `listener` after events got their place on this node. Returns a function that removes it. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** One step, every `LIMITS.eventStepMilliseconds`. Returns whether this node is the leader of the events. */
  async step(): Promise<boolean> {
    const { store, clock } = this.#parts
    const looks = clock.monotonic() >= this.#lookAt
    if (looks) {
      this.#lookAt = clock.monotonic() + LIMITS.eventPollMilliseconds
      this.#isWanted = await store.refreshInterests(clock.now())
    }
    if (!this.#isWanted) {
      await this.leave()
      return false
    }
    if (!(await this.#lead(looks))) return false
    if (looks) await this.#expire()
    await this.#number()
    return true
  }

  /** Gives the lease up, so that another node takes it at once. */
  async leave(): Promise<void> {
    if (!this.isLeader) return
    this.#leaderUntil = Number.NEGATIVE_INFINITY
    this.#renewAt = Number.NEGATIVE_INFINITY
    await this.#parts.store.leaveLease(this.#parts.nodeId)
  }

  /** Renews the lease in time. Another node's lease is tried once a second. */
  async #lead(looks: boolean): Promise<boolean> {
    const { store, clock, nodeId } = this.#parts
    const begun = clock.monotonic()
    if (this.isLeader && begun < this.#renewAt) return true
    if (!this.isLeader && !looks) return false
    const milliseconds = LIMITS.eventLeaseSeconds * 1000
    const now = clock.now()
    if (!(await store.takeLease({ nodeId, now, endsAt: now + milliseconds }))) {
      this.#leaderUntil = Number.NEGATIVE_INFINITY
      return false
    }
    // A third is left for clocks that differ.
    this.#leaderUntil = begun + (milliseconds * 2) / 3
    this.#renewAt = begun + milliseconds / 3
    return true
  }

  async #expire(): Promise<void> {
    const { store, clock, nodeId } = this.#parts
    const before = clock.now() - EXPIRY_SLACK_MILLISECONDS
    while (this.isLeader && (await store.expire({ nodeId, before, rows: LIMITS.eventStepRows })));
  }

  async #number(): Promise<void> {
    const { store, nodeId } = this.#parts
    const rows = LIMITS.eventStepRows
    for (let numbered: number = rows; numbered === rows && this.isLeader; ) {
      numbered = await store.number({ nodeId, rows })
      if (numbered > 0) for (const listener of this.#listeners) listener()
    }
  }
}
