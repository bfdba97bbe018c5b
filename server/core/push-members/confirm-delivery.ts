import type { Context } from '../context.ts'
import { findDelivery } from './read-delivery.ts'

/** One confirmed notification of a registration. */
export type Confirmation = { aoiClientId: string; registrationId: number; seq: number }

/** Takes a confirmation at the session of its AOI Client. Resolves to false if this node has no such session. */
export type ConfirmHere = (confirmation: Confirmation) => Promise<boolean>

/**
 * Confirms that the AOI Client has a notification in its journal. Idempotent. Resolves when the confirmation is
 * durable. If no session of the AOI Client is here, the database keeps it until a session takes it. Throws `notFound`.
 */
export async function confirmDelivery(
  ctx: Pick<Context, 'pushMembers' | 'clock'>,
  { link, confirmHere }: { link: string; confirmHere: ConfirmHere },
): Promise<void> {
  const { store } = ctx.pushMembers
  const find = (id: number) => store.findPlace(id)
  const { found, registrationId, seq } = await findDelivery(ctx.pushMembers, { link, find })
  const { aoiClientId, ackedSeq, headSeq } = found
  if (seq <= ackedSeq || seq > headSeq) return
  if (await confirmHere({ aoiClientId, registrationId, seq })) return
  await store.keepConfirmation({ registrationId, seq, at: ctx.clock.now() })
}
