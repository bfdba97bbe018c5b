import { randomBytes } from 'node:crypto'
import { durationOf } from '#protocol/duration-of.ts'
import type { Context } from '../context.ts'
import { hashSecret, newSecret } from '../credentials.ts'
import { AoiError } from '../errors.ts'
import type { CreatedApiKey } from './create-api-key.ts'
import { limitsOf } from './show-key-limits.ts'

/**
 * Makes a key with the name, grants, limits and lifetime of another, and lets the old one end after `overlapSeconds`, in one
 * transaction. Returns the new key once and never stores it. Throws `notFound` if no live key has that id.
 */
export async function rotateApiKey(
  ctx: Context,
  input: { actor: string; id: string; overlapSeconds: number },
): Promise<CreatedApiKey> {
  const at = ctx.clock.now()
  const old = await ctx.store.findApiKey(input.id)
  if (old === undefined) throw notLive()
  const id = randomBytes(8).toString('hex')
  const secret = newSecret()
  const rotated = await ctx.store.rotateApiKey({
    id: input.id,
    at,
    endsAt: at + input.overlapSeconds * 1000,
    successor: {
      id,
      secretHash: hashSecret(secret),
      serverApplicationName: old.serverApplicationName,
      grants: old.grants,
      ...limitsOf(old),
      createdAt: at,
      ...(old.expiresAt === undefined ? {} : { expiresAt: at + (old.expiresAt - old.createdAt) }),
    },
  })
  if (!rotated) throw notLive()
  ctx.keyring.forget(input.id)
  const detail = `${id} follows; it ends after ${durationOf(input.overlapSeconds)}`
  await ctx.store.recordAudit({ actor: input.actor, action: 'apiKey.rotate', subject: input.id, detail, at })
  return { id, key: `aoi_sk_${id}_${secret}` }
}

function notLive(): AoiError {
  return new AoiError('notFound', 'id: no valid API key has this id')
}
