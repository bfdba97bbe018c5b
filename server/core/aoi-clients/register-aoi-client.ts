import { randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import { hashSecret, newSecret } from '../credentials.ts'

export type RegisteredAoiClient = { aoiClientId: string; aoiClientSecret: string }

/** Makes an AOI Client. The secret (256 random bits) is answered once and stored as SHA-256. */
export async function registerAoiClient(
  ctx: Context,
  input: { name?: string; platform?: string },
): Promise<RegisteredAoiClient> {
  const aoiClientId = `ac_${randomBytes(16).toString('base64url')}`
  const aoiClientSecret = newSecret()
  await ctx.store.createAoiClient({
    id: aoiClientId,
    secretHash: hashSecret(aoiClientSecret),
    createdAt: ctx.clock.now(),
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(input.platform === undefined ? {} : { platform: input.platform }),
  })
  return { aoiClientId, aoiClientSecret }
}
