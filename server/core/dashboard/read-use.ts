import { LIMITS } from '#protocol'
import type { RefusedParty, Use, UseQuery, UseRow } from '#protocol/dashboard/use.ts'
import type { Context } from '../context.ts'
import type { PartyRefusals } from '../limits/limit-watch.ts'
import { type Quotas, storedBytes } from '../limits/quotas.ts'
import type { NamedUse } from '../store.ts'
import { tokenFingerprint } from '../token-fingerprint.ts'

/**
 * Lists the parties with the most stored, and the parties that limits of this node refused. Throws `invalid` for a
 * cursor that this server did not issue.
 */
export async function readUse(ctx: Context, query: UseQuery): Promise<Use> {
  const { store, pacer, limitWatch, settings } = ctx
  const { cursor, unit, limit = LIMITS.listRowsDefault } = query
  const page = { limit, unit, ...(cursor !== undefined && { cursor }) }
  const { rows, nextCursor } = await pacer.turn(() => store.listUse(page))
  const total = await pacer.turn(() => store.sumUse())
  return {
    rows: rows.map((row) => toUseRow(row, settings.quotas)),
    ...(nextCursor !== undefined && { nextCursor }),
    total: { notifications: total.notifications, bytes: storedBytes(total) },
    refusals: limitWatch.list(LIMITS.listRows).map(toRefusedParty),
  }
}

function toUseRow(row: NamedUse, quotas: Quotas): UseRow {
  const { unit, key, name, applicationName, notifications } = row
  const quotaBytes = quotas[unit]
  return {
    ...{ unit, key, notifications, bytes: storedBytes(row) },
    ...(name !== undefined && { name: unit === 'token' ? tokenFingerprint(name) : name }),
    ...(applicationName !== undefined && { applicationName }),
    ...(quotaBytes !== undefined && { quotaBytes }),
  }
}

function toRefusedParty({ lastAt, ...refused }: PartyRefusals): RefusedParty {
  return { ...refused, lastAt: new Date(lastAt).toISOString() }
}
