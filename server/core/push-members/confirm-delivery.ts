import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { findDelivery } from './read-delivery.ts'

/** One confirmed notification of a registration. */
export type Confirmation = { aoiClientId: string; registrationId: number; seq: number }

/** Takes a confirmation at the session of its AOI Client. Resolves to false if this node has no such session. */
export type ConfirmHere = (confirmation: Confirmation) => Promise<boolean>

/**
 * Confirms that the AOI Client has a notification in its journal. Idempotent. Resolves when the confirmation is
 * durable. Throws `notFound`, and `unavailable` while no session of the AOI Client can take it.
 */
export async function confirmDelivery(
  ctx: Pick<Context, 'pushMembers'>,
  { link, confirmHere }: { link: string; confirmHere: ConfirmHere },
): Promise<void> {
  const { registration, registrationId, seq } = await findDelivery(ctx, link)
  if (seq <= registration.ackedSeq) return
  const { aoiClientId } = registration
  if (await confirmHere({ aoiClientId, registrationId, seq })) return
  throw new AoiError('unavailable', 'the session of this AOI Client is about to begin', 2)
}
