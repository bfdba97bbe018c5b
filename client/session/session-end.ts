import { z } from 'zod'
import type { AoiClosing } from '../../protocol/session.ts'
import type { ClosedReason, LostReason } from '../client-state.ts'

/** How an attempt to connect, or a session, ended: the AOI Client tries again, or stops for good. */
export type SessionEnd =
  | { kind: 'lost'; reason: LostReason; desc: string; retryAfterMs?: number | undefined }
  | { kind: 'stopped'; reason: ClosedReason; desc: string }

const refusalSchema = z.object({
  code: z.string(),
  desc: z.string(),
  retryAfter: z.number().nonnegative().optional(),
})

/** Maps a refusal with a code of `docs/protocol.md` section 1 to an end; for any other, the server is unreachable. */
export function endOfRefusal(refusal: unknown, cause: string): SessionEnd {
  const parsed = refusalSchema.safeParse(refusal)
  if (!parsed.success) return { kind: 'lost', reason: 'unreachable', desc: cause }
  const { code, desc, retryAfter } = parsed.data
  if (code === '401') return { kind: 'stopped', reason: 'credentialRevoked', desc }
  if (code === '400') return { kind: 'stopped', reason: 'refused', desc }
  return { kind: 'lost', reason: 'serverUnavailable', desc, retryAfterMs: retryAfterMs(retryAfter) }
}

/** Maps the server's `aoiClosing` message to an end. */
export function endOfClosing(closing: AoiClosing): SessionEnd {
  const { code, reason: desc } = closing
  if (code === 4401) return { kind: 'stopped', reason: 'credentialRevoked', desc }
  if (code === 4409) return { kind: 'stopped', reason: 'connectedElsewhere', desc }
  return { kind: 'lost', reason: LOST_BY_CODE[code], desc, retryAfterMs: closing.retryAfterMs }
}

/** Why the connection broke: an unreadable message is the server's fault, anything else the network's. */
export function endOfConnection(reason: string): SessionEnd {
  if (reason !== 'parse error') {
    return { kind: 'lost', reason: 'connectionLost', desc: `the connection was lost (${reason})` }
  }
  return {
    kind: 'lost',
    reason: 'protocolError',
    desc: 'the server sent a message that does not follow the protocol',
  }
}

/** Returns the cause that Node's websocket knows, such as the answer of a proxy: "websocket error" says too little. */
export function causeOfRefusal(error: Error & { description?: unknown }): string {
  const { description } = error
  const message =
    typeof description === 'object' && description !== null && 'message' in description
      ? String(description.message)
      : ''
  const [, status] = /^Unexpected server response: (\d{3})$/.exec(message) ?? []
  if (status !== undefined) return `the answer (HTTP ${status}) is not from an AOI Server`
  return message === '' ? error.message : message
}

/** The storage refused a write: the state in memory goes on, and the next attempt writes it whole. */
export function endOfStorage(error: unknown): Extract<SessionEnd, { kind: 'lost' }> {
  const desc = error instanceof Error ? error.message : String(error)
  return { kind: 'lost', reason: 'storageFailed', desc }
}

const LOST_BY_CODE = { 4408: 'tooSlow', 4429: 'tooManyMessages', 4503: 'draining' } as const

/** Seconds of the wire in milliseconds. */
export function retryAfterMs(retryAfterSeconds: number | undefined): number | undefined {
  return retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1000
}
