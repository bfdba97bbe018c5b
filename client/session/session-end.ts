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

/** What a refusal with a code of `docs/protocol.md` section 1 means; anything else is a server out of reach. */
export function endOfRefusal(refusal: unknown, cause: string): SessionEnd {
  const parsed = refusalSchema.safeParse(refusal)
  if (!parsed.success) return { kind: 'lost', reason: 'unreachable', desc: cause }
  const { code, desc, retryAfter } = parsed.data
  if (code === '401') return { kind: 'stopped', reason: 'credentialRevoked', desc }
  if (code === '400') return { kind: 'stopped', reason: 'refused', desc }
  return { kind: 'lost', reason: 'serverUnavailable', desc, retryAfterMs: retryAfterMs(retryAfter) }
}

/** What the server's word of farewell means. */
export function endOfClosing(closing: AoiClosing): SessionEnd {
  const { code, reason: desc } = closing
  if (code === 4401) return { kind: 'stopped', reason: 'credentialRevoked', desc }
  if (code === 4409) return { kind: 'stopped', reason: 'connectedElsewhere', desc }
  return { kind: 'lost', reason: LOST_BY_CODE[code], desc, retryAfterMs: closing.retryAfterMs }
}

const LOST_BY_CODE = { 4408: 'tooSlow', 4429: 'tooManyMessages', 4503: 'draining' } as const

/** Seconds of the wire in milliseconds. */
export function retryAfterMs(retryAfterSeconds: number | undefined): number | undefined {
  return retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1000
}
