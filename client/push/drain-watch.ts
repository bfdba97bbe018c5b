import type { AoiHeartbeat } from '../../protocol/session.ts'
import type { JournalState } from '../journal/journal-state.ts'
import { orAborted } from '../waiting.ts'

/** The first may have been made before another node's last message was known to this one; the second was not. */
const HEARTBEATS_NEEDED = 2

type Waiting = { clientAppToken: string; instance: string; heartbeats: number; resolve: () => void }

/** Tells when an instance has everything that the AOI Server has for a token, by what heartbeats say of its log. */
export class DrainWatch {
  readonly #state: JournalState
  readonly #waiting = new Set<Waiting>()

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

  /** Settles when heartbeats from now on have said so; rejects with the signal's reason when it is aborted. */
  async whenDrained(of: { clientAppToken: string; instance: string }, signal: AbortSignal): Promise<void> {
    let waiting: Waiting | undefined
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

  #isDrained({ clientAppToken, instance }: Waiting, headSeq: number | undefined): boolean {
    const token = this.#state.tokens.get(clientAppToken)
    // Gone: there is nothing left to wait for.
    if (token === undefined) return true
    if (headSeq === undefined || token.cursor < headSeq) return false
    return [...token.held.values()].every(({ waiting }) => !waiting.has(instance))
  }
}
