import { LIMITS } from '#protocol'
import { countOf } from '#protocol/count-of.ts'
import type { Context } from '../context.ts'
import type { Turn } from '../pacer.ts'
import type { Presence } from '../presence.ts'

/** `neverConnected`: only AOI Clients that never had a session and have no live notification waiting. */
type Rule = { unseenSeconds: number; presence: Presence; neverConnected?: true }

const ACTOR = 'retention'

/**
 * Ends AOI Clients that were unseen for too long, with their registrations, in paced steps: after
 * `AOI_RETAIN_UNSEEN_CLIENTS_DAYS`, or after `AOI_RETAIN_NEVER_CONNECTED_CLIENTS_DAYS` if they never connected. Returns
 * their number. If a client's node was killed, its last time online is unknown, so its time starts now.
 */
export async function endUnseenClients(ctx: Context, rule: Rule): Promise<number> {
  const { pacer, clock } = ctx
  const now = clock.now()
  const unseenSince = now - rule.unseenSeconds * 1000
  let ended = 0
  let cursor: string | undefined
  do {
    const step = await pacer.upkeep(() => findUnseen(ctx, { ...rule, unseenSince, cursor }))
    cursor = step.cursor
    for (const client of step.clients) {
      const unseen = { ...client, now, turn: pacer.upkeep }
      const isEnded = rule.neverConnected
        ? await endUnlessAwaited(ctx, unseen)
        : await endOrClose(ctx, unseen)
      if (isEnded) ended += 1
    }
  } while (cursor !== undefined)
  if (ended > 0) await recordEnd(ctx, { rule, ended, at: now })
  return ended
}

async function recordEnd(
  { store }: Context,
  { rule, ended, at }: { rule: Rule; ended: number; at: number },
): Promise<void> {
  const [subject, what] = rule.neverConnected ? ['neverConnected', 'never connected'] : ['unseen', 'not seen']
  const detail = `${countOf(ended, 'AOI Client')} ${what} for ${countOf(rule.unseenSeconds, 'second')}`
  await store.recordAudit({ actor: ACTOR, action: 'aoiClient.end', subject, detail, at })
}

async function findUnseen(
  { dashboard }: Context,
  {
    presence,
    neverConnected,
    unseenSince,
    cursor,
  }: Rule & { unseenSince: number; cursor: string | undefined },
) {
  const filter = neverConnected
    ? { notSeenSince: unseenSince, neverConnected, hidesSimulated: true }
    : {
        notSeenSince: unseenSince,
        accepts: (client: Parameters<Presence['isOnline']>[0]) => !presence.isOnline(client),
      }
  const page = await dashboard.listAoiClients({ cursor, limit: LIMITS.listRows, filter, oldestFirst: true })
  return { cursor: page.nextCursor, clients: page.rows.map(({ id, nodeId }) => ({ id, nodeId })) }
}

type UnseenClient = { id: string; nodeId: string | undefined; now: number; turn: Turn }

/** Returns true if the AOI Client was ended. */
async function endOrClose(ctx: Context, { id, nodeId, now, turn }: UnseenClient): Promise<boolean> {
  if (nodeId === undefined) return end(ctx, { id, at: now, turn })
  const client = await ctx.store.findAoiClient(id)
  if (client === undefined) return false
  const { sessionNumber } = client
  await turn(() => ctx.store.closeSessions([{ aoiClientId: id, sessionNumber, at: now }]))
  return false
}

/** Keeps a client that may still come for a live notification. Returns true if the AOI Client was ended. */
async function endUnlessAwaited(ctx: Context, { id, now, turn }: UnseenClient): Promise<boolean> {
  if (await turn(() => ctx.store.isAwaited({ aoiClientId: id, now }))) return false
  return end(ctx, { id, at: now, turn, neverConnected: true })
}

async function end(
  ctx: Context,
  { turn, ...input }: { id: string; at: number; neverConnected?: true; turn: Turn },
): Promise<boolean> {
  const registrations = await turn(() => ctx.store.endAoiClient(input))
  if (registrations === undefined) return false
  ctx.announce({ kind: 'aoiClientEnded', aoiClientId: input.id })
  return true
}
