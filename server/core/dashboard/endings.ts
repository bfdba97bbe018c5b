import { fingerprint, LIMITS } from '#protocol'
import type { EndingRow } from '#protocol/dashboard/endings.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'

/** How something ended. Without an actor it ended by itself, or the audit no longer has it. Unix ms. */
export type Ending = { endedAt: number; actor?: string; reason?: string }

/** An act on many writes its event at its end: this long after the first of them ended, at most. */
const ACT_MILLISECONDS = 600_000
const DISCONNECT = 'aoiClient.disconnect'

/** When an AOI Client ended, and the operator who did it. Throws `notFound` when none of this id has ended. */
export async function readAoiClientEnding(
  ctx: Context,
  { aoiClientId }: { aoiClientId: string },
): Promise<Ending> {
  const endedAt = await ctx.dashboard.findAoiClientEnd(aoiClientId)
  if (endedAt === undefined) throw new AoiError('notFound', 'id: no AOI Client of this id has ended')
  const { rows } = await ctx.dashboard.listAudit({
    limit: LIMITS.listRows,
    filter: { action: 'aoiClient.', from: endedAt, to: endedAt + ACT_MILLISECONDS },
  })
  const event = rows.find(
    ({ action, subject, detail = '' }) =>
      action !== DISCONNECT && (subject === aoiClientId || detail.includes(aoiClientId)),
  )
  return { endedAt, ...(event === undefined ? {} : creditOf(event)) }
}

/** The last time that an operator revoked a token; `undefined` when nobody did, or the audit no longer has it. */
export async function findTokenRevocation(
  ctx: Context,
  { tokenId, clientAppToken }: { tokenId: number; clientAppToken: string },
): Promise<Ending | undefined> {
  const subject = `${tokenId}/${fingerprint(clientAppToken)}`
  const { rows } = await ctx.dashboard.listAudit({
    limit: LIMITS.listRows,
    filter: { action: 'token.revoke', subject },
  })
  const event = rows.find((row) => row.subject === subject)
  return event === undefined ? undefined : { endedAt: event.at, ...creditOf(event) }
}

function creditOf({ actor, detail }: { actor: string; detail?: string }): { actor: string; reason?: string } {
  const reason = detail === undefined ? undefined : readReason(detail)
  return { actor, ...(reason === undefined ? {} : { reason }) }
}

/** The words of the operator in the detail of an event, which has counts before them and ids behind. */
export function readReason(detail: string): string | undefined {
  return /^(?:\d+ of \d+ \(\d+ failed\)|\d+ members): (.*?)(?: \[[^[\]]*\])?$/su.exec(detail)?.[1]
}

/** An ending as pages read it. */
export function toEndingRow({ endedAt, ...credit }: Ending): EndingRow {
  return { endedAt: new Date(endedAt).toISOString(), ...credit }
}
