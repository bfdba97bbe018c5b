import { LIMITS } from '#protocol'
import type { Context } from '../context.ts'
import type { Turn } from '../pacer.ts'
import type { Presence } from '../presence.ts'

type Rule = { unseenSeconds: number; presence: Presence }

const ACTOR = 'retention'

/**
 * Ends AOI Clients that were not seen for so long (`AOI_RETAIN_UNSEEN_CLIENTS_DAYS`), with their registrations, in paced
 * steps. Answers how many. Nobody knows when a client whose node was killed was seen last: its time begins now.
 */
export async function endUnseenClients(ctx: Context, rule: Rule): Promise<number> {
  const { pacer, clock, store } = ctx
  const now = clock.now()
  const unseenSince = now - rule.unseenSeconds * 1000
  let ended = 0
  let cursor: string | undefined
  do {
    const step = await pacer.turn(() => findUnseen(ctx, { ...rule, unseenSince, cursor }))
    cursor = step.cursor
    for (const client of step.clients) {
      if (await endOrClose(ctx, { ...client, now, turn: pacer.turn })) ended += 1
    }
  } while (cursor !== undefined)
  if (ended > 0) {
    const detail = `${ended} AOI Clients were not seen for ${rule.unseenSeconds} seconds`
    await store.recordAudit({
      ...{ actor: ACTOR, action: 'aoiClient.end', subject: 'unseen', detail, at: now },
    })
  }
  return ended
}

async function findUnseen(
  { dashboard }: Context,
  { presence, unseenSince, cursor }: Rule & { unseenSince: number; cursor: string | undefined },
) {
  const filter = {
    notSeenSince: unseenSince,
    accepts: (client: Parameters<Presence['isOnline']>[0]) => !presence.isOnline(client),
  }
  const page = await dashboard.listAoiClients({ cursor, limit: LIMITS.listRows, filter, oldestFirst: true })
  return { cursor: page.nextCursor, clients: page.rows.map(({ id, nodeId }) => ({ id, nodeId })) }
}

type Unseen = { id: string; nodeId: string | undefined; now: number; turn: Turn }

/** True when it was ended. */
async function endOrClose(ctx: Context, { id, nodeId, now, turn }: Unseen): Promise<boolean> {
  if (nodeId !== undefined) {
    const client = await ctx.store.findAoiClient(id)
    if (client === undefined) return false
    const { sessionNumber } = client
    await turn(() => ctx.store.closeSessions([{ aoiClientId: id, sessionNumber, at: now }]))
    return false
  }
  const registrations = await turn(() => ctx.store.endAoiClient({ id, at: now }))
  if (registrations === undefined) return false
  ctx.announce({ kind: 'aoiClientEnded', aoiClientId: id })
  return true
}
