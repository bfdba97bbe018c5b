import type { AoiHeartbeat } from '../../protocol/session.ts'
import type { JournalState } from '../journal/journal-state.ts'

/**
 * Finds tokens whose cursor did not move between two heartbeats and is behind the head of the first. The server's hint
 * was lost, and a new session reads the log again (`docs/architecture.md`, R2).
 */
export class HeadWatch {
  #seen = new Map<string, { headSeq: number; cursor: number }>()

  /** A new session starts: forgets the heads and cursors of the session before. */
  reset(): void {
    this.#seen.clear()
  }

  /** Returns the first such token, if any. */
  findBehind(state: JournalState, heartbeat: AoiHeartbeat): string | undefined {
    const before = this.#seen
    this.#seen = new Map()
    let behind: string | undefined
    for (const [clientAppToken, headSeq] of heartbeat.heads) {
      const cursor = state.tokens.get(clientAppToken)?.cursor
      if (cursor === undefined) continue
      this.#seen.set(clientAppToken, { headSeq, cursor })
      const last = before.get(clientAppToken)
      if (last !== undefined && last.cursor === cursor && cursor < last.headSeq) behind ??= clientAppToken
    }
    return behind
  }
}
