import { randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import { hashSecret, newSecret } from '../credentials.ts'
import { checkEnrolment, refused } from '../enrolment/enrolment-codes.ts'

export type RegisteredAoiClient = { aoiClientId: string; aoiClientSecret: string }

/**
 * Makes an AOI Client. Returns the secret (256 random bits) once and stores only its SHA-256. Throws `unauthorized` if
 * the operator requires an enrolment code and there is no valid one.
 */
export async function registerAoiClient(
  ctx: Context,
  input: {
    name?: string
    platform?: string
    enrolmentCode?: string | undefined
    /** Address of the request, as limits by address count it. */
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

/** Stored notifications of an AOI Client that registered without an enrolment code also count for its address. */
export function networkOf({ address }: { address?: string | undefined }): { network?: string } {
  return address === undefined ? {} : { network: address }
}
