import type { Context } from '../context.ts'
import { endsAt } from '../delivery/now-or-never.ts'
import { AoiError } from '../errors.ts'
import type { LogEntry, Registration } from '../store.ts'
import type { MemberDelivery } from './member-links.ts'

/** Returns the delivery of a link, and its registration. Throws `notFound` if either is not there (any more). */
export async function findDelivery(
  ctx: Pick<Context, 'pushMembers'>,
  link: string,
): Promise<MemberDelivery & { registration: Registration }> {
  const { links, store } = ctx.pushMembers
  const delivery = links.read(link)
  const registration = delivery && (await store.findRegistration(delivery.registrationId))
  if (delivery === undefined || registration === undefined || delivery.seq <= registration.startSeq)
    throw new AoiError('notFound', 'no delivery has this URL')
  return { ...delivery, registration }
}

/** Returns the notification of a link; `undefined` if it is over. Throws `notFound`. */
export async function readDelivery(
  ctx: Pick<Context, 'pushMembers' | 'store' | 'clock'>,
  link: string,
): Promise<LogEntry | undefined> {
  const { registration, registrationId, seq } = await findDelivery(ctx, link)
  const { tokenId } = registration
  const [entry] = await ctx.store.readLog([{ tokenId, afterSeq: seq - 1, upToSeq: seq }])
  if (entry === undefined || entry.state !== 'live' || endsAt(entry) <= ctx.clock.now()) return undefined
  return entry.meantFor?.has(registrationId) === false ? undefined : entry
}
