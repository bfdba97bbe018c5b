import { randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import { hashSecret, newSecret } from '../credentials.ts'
import { checkEnrolment, refused } from '../enrolment/enrolment-codes.ts'

export type RegisteredAoiClient = { aoiClientId: string; aoiClientSecret: string }

/**
 * Makes an AOI Client. The secret (256 random bits) is answered once and stored as SHA-256. Throws `unauthorized` where
 * the operator lets AOI Clients in by code, and this is none that is valid.
 */
export async function registerAoiClient(
  ctx: Context,
  input: {
    name?: string
    platform?: string
    enrolmentCode?: string | undefined
    /** Where it comes from, as limits by address count it. */
    address?: string
  },
): Promise<RegisteredAoiClient> {
  const enrolment = await checkEnrolment(ctx, input.enrolmentCode)
  const aoiClientId = `ac_${randomBytes(16).toString('base64url')}`
  const aoiClientSecret = newSecret()
  const created = await ctx.store.createAoiClient({
    id: aoiClientId,
    secretHash: hashSecret(aoiClientSecret),
    createdAt: ctx.clock.now(),
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(input.platform === undefined ? {} : { platform: input.platform }),
    ...(enrolment === undefined ? networkOf(input) : { enrolmentCodeId: enrolment.id }),
  })
  if (!created) throw refused('invalid')
  return { aoiClientId, aoiClientSecret }
}

/** Of an AOI Client that nobody let in: what is stored for it counts for its address as well. */
export function networkOf({ address }: { address?: string | undefined }): { network?: string } {
  return address === undefined ? {} : { network: address }
}
