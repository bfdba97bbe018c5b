import { randomBytes } from 'node:crypto'
import { LIMITS, type Urgency } from '#protocol'
import type { HookShape } from '#protocol/hook-shapes.ts'
import type { Context } from '../context.ts'
import { hashSecret } from '../credentials.ts'
import { AoiError } from '../errors.ts'
import { checkTemplate } from './check-template.ts'
import { hookAddress, newHookSecret } from './hook-address.ts'
import type { NewHook } from './hook-store.ts'

export type HookInput = {
  actor: string
  name: string
  clientAppToken: string
  shape: HookShape
  template?: string | undefined
  alias?: string | undefined
  ttlSeconds?: number | undefined
  urgency?: Urgency | undefined
  tag?: string | undefined
  signed?: boolean | undefined
  perMinute?: number | undefined
  /** Refuses a name that a valid hook has. */
  isOnly?: boolean | undefined
}

export type CreatedHook = { id: string; address: string }

/**
 * Makes a hook that sends to one token. Returns its address once and never stores it. Throws `notFound` for an unknown
 * token, `invalid` for a taken alias or a false template, `exists` for a taken name, `tooMany` above `LIMITS.hooks`.
 */
export async function createHook(ctx: Context, input: HookInput): Promise<CreatedHook> {
  const { actor, name, clientAppToken, shape } = input
  const token = await ctx.store.findToken(clientAppToken)
  if (token === undefined) throw new AoiError('notFound', 'clientAppToken: this AOI Server has no such token')
  if (input.template !== undefined) checkTemplate(shape, input.template)
  const id = randomBytes(8).toString('hex')
  const secret = newHookSecret()
  const at = ctx.clock.now()
  const hook: NewHook = {
    ...{ id, secretHash: hashSecret(secret), name, clientAppToken, shape, createdBy: actor, createdAt: at },
    applicationName: token.applicationName,
    signed: input.signed ?? false,
    perMinute: input.perMinute ?? LIMITS.hookRequestsPerMinute,
    ...(input.template !== undefined && { template: input.template }),
    ...(input.alias !== undefined && { alias: input.alias }),
    ...(input.ttlSeconds !== undefined && { ttlSeconds: input.ttlSeconds }),
    ...(input.urgency !== undefined && { urgency: input.urgency }),
    ...(input.tag !== undefined && { tag: input.tag }),
  }
  const created = await ctx.hooks.store.create(hook, { isOnly: input.isOnly === true })
  if (typeof created === 'object')
    throw new AoiError('exists', 'name: a valid hook has this name', { parameters: { id: created.existing } })
  if (created === 'aliasTaken') throw new AoiError('invalid', 'alias: another hook has this alias')
  if (created === 'tooMany')
    throw new AoiError('tooMany', `at most ${LIMITS.hooks} hooks may exist: revoke some first`)
  await ctx.store.recordAudit({ actor, action: 'hook.create', subject: id, detail: `${name} (${shape})`, at })
  return { id, address: hookAddress(id, secret) }
}
