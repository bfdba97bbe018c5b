import type { AoiSession } from '../../protocol/session.ts'
import type { JournalRecord } from '../journal/journal-record.ts'
import type { JournalState } from '../journal/journal-state.ts'

export type Reconciliation = {
  records: JournalRecord[]
  /** Registered at the server without a local instance: to be deregistered. */
  orphans: string[]
  /** Registered here and no longer at the server. */
  revoked: string[]
  /** Tokens where the server's head is behind the cursor: the server lost notifications. */
  wentBack: string[]
}

/**
 * Compares the journal with the server's registrations when a session opens. The server decides which registrations
 * exist. The later cursor counts, with two exceptions: a new epoch, or a server whose head is behind the cursor. Then
 * the server's acknowledged position counts.
 */
export function reconcile(state: JournalState, session: AoiSession): Reconciliation {
  const epochChanged = state.epoch !== session.epoch
  const result: Reconciliation = { records: [], orphans: [], revoked: [], wentBack: [] }
  if (epochChanged) result.records.push({ kind: 'epoch', epoch: session.epoch })
  for (const { clientAppToken, ackedSeq, headSeq } of session.registrations) {
    const token = state.tokens.get(clientAppToken)
    if (token === undefined) {
      result.orphans.push(clientAppToken)
      continue
    }
    const wentBack = !epochChanged && token.cursor > headSeq
    if (wentBack) result.wentBack.push(clientAppToken)
    if (epochChanged || wentBack || token.cursor < ackedSeq) {
      result.records.push({ kind: 'cursor', clientAppToken, seq: ackedSeq })
    }
  }
  const known = new Set(session.registrations.map((registration) => registration.clientAppToken))
  for (const clientAppToken of state.tokens.keys()) {
    if (!known.has(clientAppToken)) result.revoked.push(clientAppToken)
  }
  return result
}
