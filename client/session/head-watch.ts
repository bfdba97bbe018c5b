import type { AoiHeartbeat } from '../../protocol/session.ts'
import type { JournalState } from '../journal/journal-state.ts'

/**
 * Finds tokens that stand still behind a head which the heartbeat before had already named: the server's hint was
 * lost, and reading the log again (by a new session) is what helps (`docs/architecture.md`, R2).
 */
export class HeadWatch {
  #seen = new Map<string, { headSeq: number; cursor: number }>()

  /** A new session: what was seen before tells nothing about it. */
  reset(): void {
    this.#seen.clear()
  }

  /** The first token that stands still, if any. */
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
