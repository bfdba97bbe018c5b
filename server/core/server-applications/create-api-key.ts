import { randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import { hashSecret, newSecret } from '../credentials.ts'

export type CreatedApiKey = { id: string; key: string }

/**
 * Makes a key of the named Server Application, and the application if it is new. Returns the key itself once and never
 * stores it.
 */
export async function createApiKey(
  ctx: Context,
  input: { actor: string; name: string; grants: readonly string[]; expiresAt?: number },
): Promise<CreatedApiKey> {
  const id = randomBytes(8).toString('hex')
  const secret = newSecret()
  const at = ctx.clock.now()
  await ctx.store.createApiKey({
    id,
    secretHash: hashSecret(secret),
    serverApplicationName: input.name,
    grants: input.grants,
    createdAt: at,
    ...(input.expiresAt === undefined ? {} : { expiresAt: input.expiresAt }),
  })
  await ctx.store.recordAudit({
    actor: input.actor,
    action: 'apiKey.create',
    subject: id,
    detail: input.name,
    at,
  })
  ctx.announce({ kind: 'apiKeyCreated', apiKeyId: id })
  return { id, key: `aoi_sk_${id}_${secret}` }
}
