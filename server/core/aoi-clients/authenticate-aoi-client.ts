import type { Context } from '../context.ts'
import { NO_SECRET_HASH, secretMatches } from '../credentials.ts'
import { AoiError } from '../errors.ts'
import type { AoiClient } from '../store.ts'

/**
 * Returns the AOI Client with this credential. Throws `unauthorized`; an unknown id takes as long as a wrong secret.
 */
export async function authenticateAoiClient(
  ctx: Pick<Context, 'store'>,
  input: { aoiClientId: string; aoiClientSecret: string },
): Promise<AoiClient> {
  const client = await ctx.store.findAoiClient(input.aoiClientId)
  const matches = secretMatches(input.aoiClientSecret, client?.secretHash ?? NO_SECRET_HASH)
  if (client === undefined || !matches) {
    throw new AoiError('unauthorized', 'aoiClientId: not valid or not correctly registered')
  }
  return client
}
