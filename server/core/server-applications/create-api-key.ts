import { randomBytes } from 'node:crypto'
import type { KeyLimits } from '#protocol/key-limits.ts'
import type { Context } from '../context.ts'
import { hashSecret, newSecret } from '../credentials.ts'
import { AoiError } from '../errors.ts'
import { limitsOf } from './show-key-limits.ts'

export type CreatedApiKey = { id: string; key: string }

/**
 * Makes a key of the named Server Application, and the application if it is new. Returns the key itself once and never
 * stores it. With `isOnly`, throws `exists` with the id of a valid key that the Server Application has.
 */
export async function createApiKey(
  ctx: Context,
  input: {
    actor: string
    name: string
    grants: readonly string[]
    limits?: KeyLimits
    expiresAt?: number
    isOnly?: boolean
  },
): Promise<CreatedApiKey> {
  const id = randomBytes(8).toString('hex')
  const secret = newSecret()
  const at = ctx.clock.now()
  const existing = await ctx.store.createApiKey({
    id,
    secretHash: hashSecret(secret),
    serverApplicationName: input.name,
    grants: input.grants,
    ...limitsOf(input.limits ?? {}),
    createdAt: at,
    ...(input.expiresAt === undefined ? {} : { expiresAt: input.expiresAt }),
    isOnly: input.isOnly ?? false,
  })
  if (existing !== undefined)
    throw new AoiError('exists', 'name: a valid API key has this name', { parameters: { id: existing } })
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
