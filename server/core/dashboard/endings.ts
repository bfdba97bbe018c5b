import { fingerprint, LIMITS } from '#protocol'
import type { EndingRow } from '#protocol/dashboard/endings.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'

/** The end of something. Without an actor it ended by itself, or its audit event is gone. Unix ms. */
export type Ending = { endedAt: number; actor?: string; reason?: string }

/** An act on many rows records its event at its end, at most this long after its first row ended. */
const ACT_MILLISECONDS = 600_000
const DISCONNECT = 'aoiClient.disconnect'

/**
 * Returns the end of an AOI Client, and the operator who ended it. Throws `notFound` if no AOI Client of this id has
 * ended.
 */
export async function readAoiClientEnding(
  ctx: Context,
  { aoiClientId }: { aoiClientId: string },
): Promise<Ending> {
  const endedAt = await ctx.dashboard.findAoiClientEnd(aoiClientId)
  if (endedAt === undefined) throw new AoiError('notFound', 'id: no ended AOI Client has this id')
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

/**
 * Returns the latest revocation of a token by an operator; `undefined` if there is none, or its audit event is gone.
 */
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

/** Extracts the operator's reason from the detail of an event, which has counts before it and ids after it. */
export function readReason(detail: string): string | undefined {
  return /^(?:\d+ of \d+ \(\d+ failed\)|\d+ members?): (.*?)(?: \[[^[\]]*\])?$/su.exec(detail)?.[1]
}

/** Converts an ending to the form of the pages. */
export function toEndingRow({ endedAt, ...credit }: Ending): EndingRow {
  return { endedAt: new Date(endedAt).toISOString(), ...credit }
}
