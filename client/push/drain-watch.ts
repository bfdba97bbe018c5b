import type { AoiHeartbeat } from '../../protocol/session.ts'
import type { JournalState } from '../journal/journal-state.ts'
import { orAborted } from '../waiting.ts'

/** One heartbeat is not enough: its node may not have seen the last message of another node yet. The second has. */
const HEARTBEATS_NEEDED = 2

type PendingDrain = { clientAppToken: string; instance: string; heartbeats: number; resolve: () => void }

/** Tells when an instance has received everything in a token's log, judged by the heads in the heartbeats. */
export class DrainWatch {
  readonly #state: JournalState
  readonly #waiting = new Set<PendingDrain>()

  constructor(state: JournalState) {
    this.#state = state
  }

  onHeartbeat({ heads }: AoiHeartbeat): void {
    const headSeqs = new Map(heads)
    for (const waiting of this.#waiting) {
      const headSeq = headSeqs.get(waiting.clientAppToken)
      waiting.heartbeats = this.#isDrained(waiting, headSeq) ? waiting.heartbeats + 1 : 0
      if (waiting.heartbeats >= HEARTBEATS_NEEDED) waiting.resolve()
    }
  }

  /** Settles when enough heartbeats from now on confirm it. Rejects with the signal's reason if aborted. */
  async whenDrained(of: { clientAppToken: string; instance: string }, signal: AbortSignal): Promise<void> {
    let waiting: PendingDrain | undefined
    const drained = new Promise<void>((resolve) => {
      waiting = { ...of, heartbeats: 0, resolve }
      this.#waiting.add(waiting)
    })
    try {
      await orAborted(drained, signal)
    } finally {
      if (waiting !== undefined) this.#waiting.delete(waiting)
    }
  }

  #isDrained({ clientAppToken, instance }: PendingDrain, headSeq: number | undefined): boolean {
    const token = this.#state.tokens.get(clientAppToken)
    // The token is gone: there is nothing left to wait for.
    if (token === undefined) return true
    if (headSeq === undefined || token.cursor < headSeq) return false
    return [...token.held.values()].every(({ waiting }) => !waiting.has(instance))
  }
}
