import { randomBytes } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { RegistrationPolicy } from '#protocol/dashboard/enrolment.ts'
import type { Context } from '../context.ts'
import { hashSecret, NO_SECRET_HASH, newSecret, secretMatches } from '../credentials.ts'
import { AoiError } from '../errors.ts'
import type { EnrolmentCode, EnrolmentKind } from '../store.ts'

const PRESENTED_CODE = /^aoi_ec_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/

const ACCEPTED: Record<Exclude<RegistrationPolicy, 'open'>, readonly EnrolmentKind[]> = {
  code: ['device', 'demo'],
  closed: ['demo'],
}
const REFUSED = {
  missing:
    'enrolmentCode: this AOI Server registers AOI Clients only by enrolment code; ask its operator for one',
  invalid: 'enrolmentCode: is not valid, has expired or is used up; ask the operator of this AOI Server',
  closed: 'this AOI Server registers no new AOI Clients; ask its operator',
}

export type NewCode = {
  actor: string
  name: string
  kind?: EnrolmentKind
  /** Unix ms; if omitted, the code is valid until it is revoked. */
  expiresAt?: number | undefined
  /** The number of AOI Clients that it admits; if omitted, any number. */
  usesMax?: number | undefined
  /** Whether a valid code of that name is an error. */
  isOnly?: boolean
}

/** Makes an enrolment code. Returns the code itself once and never stores it. Throws `tooMany` and `exists`. */
export async function createEnrolmentCode(
  ctx: Context,
  { actor, kind = 'device', ...input }: NewCode,
): Promise<{ id: string; code: string }> {
  const id = randomBytes(8).toString('hex')
  const secret = newSecret()
  const at = ctx.clock.now()
  const created = await ctx.store.createEnrolmentCode({
    ...{ id, secretHash: hashSecret(secret), kind, name: input.name, createdBy: actor, createdAt: at },
    ...(input.expiresAt === undefined ? {} : { expiresAt: input.expiresAt }),
    ...(input.usesMax === undefined ? {} : { usesMax: input.usesMax }),
    isOnly: input.isOnly ?? false,
  })
  if (typeof created === 'string')
    throw new AoiError('exists', 'name: a valid enrolment code has this name', {
      parameters: { id: created },
    })
  if (!created) {
    throw new AoiError(
      'tooMany',
      `at most ${LIMITS.enrolmentCodes} enrolment codes may exist: revoke some first`,
    )
  }
  await ctx.store.recordAudit({ actor, action: 'enrolmentCode.create', subject: id, detail: input.name, at })
  return { id, code: `aoi_ec_${id}_${secret}` }
}

/** Ends an enrolment code. AOI Clients that registered with it stay. Throws `notFound` if no live code has that id. */
export async function revokeEnrolmentCode(ctx: Context, input: { actor: string; id: string }): Promise<void> {
  const at = ctx.clock.now()
  if (!(await ctx.store.revokeEnrolmentCode({ id: input.id, at })))
    throw new AoiError('notFound', 'id: no valid enrolment code has this id')
  await ctx.store.recordAudit({ actor: input.actor, action: 'enrolmentCode.revoke', subject: input.id, at })
}

/**
 * Checks that a new AOI Client may register. Returns the code that it uses once, if it needs one. Throws
 * `unauthorized`. Doors count the attempt against the address before they call this.
 */
export async function checkEnrolment(
  ctx: Pick<Context, 'store' | 'settings'>,
  presented: string | undefined,
): Promise<EnrolmentCode | undefined> {
  const policy = ctx.settings.registration
  if (policy === 'open') return undefined
  const isClosed = policy === 'closed'
  if (presented === undefined) throw refused(isClosed ? 'closed' : 'missing')
  const [, id = '', secret = ''] = PRESENTED_CODE.exec(presented) ?? []
  const code = await ctx.store.findEnrolmentCode(id)
  const matches = secretMatches(secret, code?.secretHash ?? NO_SECRET_HASH)
  if (code === undefined || !matches || !ACCEPTED[policy].includes(code.kind))
    throw refused(isClosed ? 'closed' : 'invalid')
  return code
}

/** Also thrown if another AOI Client took the last use meanwhile. */
export function refused(why: keyof typeof REFUSED): AoiError {
  return new AoiError('unauthorized', REFUSED[why])
}
