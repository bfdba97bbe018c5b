import type { Context } from '../context.ts'
import { endsAt } from '../delivery/now-or-never.ts'
import { AoiError } from '../errors.ts'
import type { LogEntry } from '../store.ts'
import type { MemberDelivery } from './member-links.ts'
import type { PushMembers } from './push-members.ts'

/**
 * Returns the delivery of a link, and its registration as `find` reads it. Throws `notFound` if either is not there (any
 * more).
 */
export async function findDelivery<Found extends { startSeq: number }>(
  { links }: Pick<PushMembers, 'links'>,
  { link, find }: { link: string; find: (registrationId: number) => Promise<Found | undefined> },
): Promise<MemberDelivery & { found: Found }> {
  const delivery = links.read(link)
  const found = delivery && (await find(delivery.registrationId))
  if (delivery === undefined || found === undefined || delivery.seq <= found.startSeq)
    throw new AoiError('notFound', 'no delivery has this URL')
  return { ...delivery, found }
}

/** Returns the notification of a link; `undefined` if it is over. Throws `notFound`. */
export async function readDelivery(
  ctx: Pick<Context, 'pushMembers' | 'store' | 'clock'>,
  link: string,
): Promise<LogEntry | undefined> {
  const { store } = ctx.pushMembers
  const find = (id: number) => store.findRegistration(id)
  const { found, registrationId, seq } = await findDelivery(ctx.pushMembers, { link, find })
  const { tokenId } = found
  const [entry] = await ctx.store.readLog([{ tokenId, afterSeq: seq - 1, upToSeq: seq }])
  if (entry === undefined || entry.state !== 'live' || endsAt(entry) <= ctx.clock.now()) return undefined
  return entry.meantFor?.has(registrationId) === false ? undefined : entry
}
