import { randomBytes } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { AdminScope } from '#protocol/admin-scopes.ts'
import type { Context } from '../context.ts'
import { hashSecret, NO_SECRET_HASH, newSecret, secretMatches } from '../credentials.ts'
import { AoiError } from '../errors.ts'
import type { AdminKey } from '../store.ts'

const PRESENTED_KEY = /^aoi_ak_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/
const SEEN_MILLISECONDS = 60_000

type NewKey = {
  actor: string
  name: string
  scopes: readonly AdminScope[]
  /** Unix ms; if omitted, the key is valid until it is revoked. */
  expiresAt?: number | undefined
}

/**
 * Makes an admin key. Returns the key itself once and never stores it. Throws `exists` with the id of a live key of
 * that name, because the audit names keys, and `tooMany`.
 */
export async function createAdminKey(
  ctx: Context,
  { actor, name, scopes, expiresAt }: NewKey,
): Promise<{ id: string; key: string }> {
  const id = randomBytes(8).toString('hex')
  const secret = newSecret()
  const at = ctx.clock.now()
  const made = await ctx.store.createAdminKey({
    ...{ id, secretHash: hashSecret(secret), name, scopes: [...new Set(scopes)].sort() },
    ...{ createdBy: actor, createdAt: at },
    ...(expiresAt === undefined ? {} : { expiresAt }),
  })
  if (made === 'full')
    throw new AoiError('tooMany', `at most ${LIMITS.adminKeys} admin keys may be valid: revoke one first`)
  if (made !== 'made')
    throw new AoiError('exists', 'name: a valid admin key has this name', { parameters: { id: made.id } })
  const detail = `${name}: ${scopes.join(', ')}`
  await ctx.store.recordAudit({ actor, action: 'adminKey.create', subject: id, detail, at })
  return { id, key: `aoi_ak_${id}_${secret}` }
}

/** Revokes an admin key, which is refused from then on. Throws `notFound` if no live key has that id. */
export async function revokeAdminKey(
  ctx: Context,
  { actor, id }: { actor: string; id: string },
): Promise<void> {
  const at = ctx.clock.now()
  if (!(await ctx.store.revokeAdminKey({ id, at })))
    throw new AoiError('notFound', 'id: no valid admin key has this id')
  await ctx.store.recordAudit({ actor, action: 'adminKey.revoke', subject: id, at })
}

/** Returns the presented admin key. Reads it each time, so a revocation counts at once on every node. */
export async function authenticateAdminKey(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  presented: string | undefined,
): Promise<AdminKey> {
  const [, id = '', secret = ''] = PRESENTED_KEY.exec(presented ?? '') ?? []
  const key = id === '' ? undefined : await store.findAdminKey(id)
  const matches = secretMatches(secret, key?.secretHash ?? NO_SECRET_HASH)
  const at = clock.now()
  const isLive = key?.revokedAt === undefined && (key?.expiresAt === undefined || key.expiresAt > at)
  if (key === undefined || !matches || !isLive)
    throw new AoiError(
      'unauthorized',
      'a valid admin key is required: Authorization: Bearer aoi_ak_<id>_<secret>',
    )
  if (at - (key.lastUsedAt ?? 0) >= SEEN_MILLISECONDS) await store.touchAdminKey({ id, at })
  return key
}

/** Throws `forbidden` if the key may not do what the scope names. */
export function requireScope({ scopes }: Pick<AdminKey, 'scopes'>, scope: AdminScope): void {
  const isGranted = scopes.includes(scope) || scopes.some((own) => own === scope.replace(/:read$/, ':write'))
  if (!isGranted) throw new AoiError('forbidden', `the admin key lacks the scope ${scope}`)
}

/** Returns the name of an admin key as the actor in the audit. */
export function actorOfKey({ name, id }: Pick<AdminKey, 'name' | 'id'>): string {
  return `admin key ${name} (${id})`
}
