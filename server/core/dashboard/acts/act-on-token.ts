import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { fingerprint, LIMITS } from '#protocol'
import { countOf } from '#protocol/count-of.ts'
import type { ActRes, RevealedToken, TestSent } from '#protocol/dashboard/acts.ts'
import type { Context } from '../../context.ts'
import { AoiError } from '../../errors.ts'
import { DASHBOARD_APPLICATION } from '../dashboard-application.ts'
import type { ListedToken } from '../dashboard-store.ts'

/** Returns the whole token, after the audit has recorded that. Throws `notFound`. */
export async function revealToken(
  ctx: Context,
  input: { actor: string; tokenId: number; reason: string },
): Promise<RevealedToken> {
  const { clientAppToken } = await getToken(ctx, input.tokenId)
  await record(ctx, { ...input, action: 'token.reveal', clientAppToken, detail: input.reason })
  return { clientAppToken }
}

/**
 * Sends a notification to all members of a token. A `requestId` that was used within a day returns the first result and
 * sends nothing. Throws `notFound`, `keyReused`, `inFlight`, `unavailable`, and `forbidden` if only the holder of a
 * VAPID key may send to the token.
 */
export async function sendTest(
  ctx: Context,
  input: { actor: string; tokenId: number; text: string; requestId?: string | undefined },
): Promise<TestSent> {
  const { actor, tokenId, text, requestId } = input
  const { clientAppToken, applicationName } = await getToken(ctx, tokenId)
  const bodyHash = createHash('sha256').update(`${tokenId}\n${text}`).digest('hex')
  const outcome = await ctx.submissions.submit({
    serverApplicationId: DASHBOARD_APPLICATION,
    grants: [applicationName],
    acceptedAt: ctx.clock.now(),
    notifications: [
      {
        id: uuidv7(),
        clientAppToken,
        payload: JSON.stringify({ text }),
        ttlSeconds: LIMITS.ttlSecondsDefault,
        urgency: 'normal',
      },
    ],
    ...(requestId === undefined ? {} : { idempotency: { key: `test:${requestId}`, bodyHash } }),
  })
  if (outcome.kind === 'keyReused')
    throw new AoiError('keyReused', 'requestId: has been used for another test notification')
  const [result] = outcome.results
  if (result?.outcome !== 'accepted') {
    throw new AoiError('forbidden', 'clientAppToken: only the holder of the token’s VAPID key may send to it')
  }
  if (outcome.kind === 'appended') await record(ctx, { actor, action: 'token.test', clientAppToken, tokenId })
  return { notificationId: result.notificationId, recipients: result.recipients }
}

/**
 * Ends the registrations of all current members in steps, and sends them the reason. `fingerprint` must match the
 * token. Holders of the seed can register again. Throws `notFound`, `invalid`.
 */
export async function revokeToken(
  ctx: Context,
  input: { actor: string; tokenId: number; fingerprint: string; reason: string },
): Promise<ActRes> {
  const { tokenId, reason } = input
  const { clientAppToken } = await getToken(ctx, tokenId)
  if (fingerprint(clientAppToken) !== input.fingerprint) {
    throw new AoiError('invalid', 'fingerprint: must be the fingerprint of this token')
  }
  const at = ctx.clock.now()
  const endStep = async () => {
    const ended = await ctx.dashboard.endMembers({ tokenId, at, rows: LIMITS.actStepRows })
    for (const member of ended) ctx.announce({ kind: 'revoked', tokenId, clientAppToken, reason, ...member })
    return ended.length
  }
  const done = await ctx.pacer.run({ kind: 'act', party: input.actor }, async (turn) => {
    let sum = 0
    for (let ended: number = LIMITS.actStepRows; ended === LIMITS.actStepRows; sum += ended)
      ended = await turn(endStep)
    return sum
  })
  const detail = `${countOf(done, 'member')}: ${reason}`
  await record(ctx, { ...input, action: 'token.revoke', clientAppToken, detail })
  return { done, unchanged: 0, failed: 0 }
}

async function getToken(ctx: Context, tokenId: number): Promise<ListedToken> {
  const row = await ctx.dashboard.findToken(tokenId)
  if (row === undefined) throw new AoiError('notFound', 'id: no token has this id')
  return row
}

function record(
  ctx: Context,
  act: { actor: string; action: string; tokenId: number; clientAppToken: string; detail?: string },
): Promise<void> {
  const { actor, action, tokenId, clientAppToken, detail } = act
  const subject = `${tokenId}/${fingerprint(clientAppToken)}`
  const at = ctx.clock.now()
  return ctx.store.recordAudit({ actor, action, subject, at, ...(detail === undefined ? {} : { detail }) })
}
