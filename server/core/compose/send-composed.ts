import { createHash } from 'node:crypto'
import { fingerprint, LIMITS, type Urgency, utf8Bytes } from '#protocol'
import { countOf } from '#protocol/count-of.ts'
import type { Composed } from '#protocol/dashboard/compose.ts'
import type { Operator } from '#protocol/dashboard/operators.ts'
import type { Context } from '../context.ts'
import { DASHBOARD_APPLICATION } from '../dashboard/dashboard-application.ts'
import type { ListedToken } from '../dashboard/dashboard-store.ts'
import { AoiError } from '../errors.ts'
import { toInstant } from '../instants.ts'
import type { SubmissionOutcome } from '../notifications/submission-queue.ts'
import { notificationTo } from '../notifications/submit-notification.ts'
import { readDeliveryTime } from '../schedule/read-delivery-time.ts'
import type { AppendResult } from '../store.ts'

/** `payload` is compact JSON that was checked; `deliverAt` is Unix ms. */
export type ComposedMessage = {
  payload: string
  ttl: number
  urgency: Urgency
  topic?: string | undefined
  deliverAt?: number | undefined
}

type Input = { operator: Operator; requestId: string; message: ComposedMessage }

/**
 * Sends a message to the tokens of the operator's frozen audience, `LIMITS.composeStepTokens` in a transaction, and
 * records one audit event. A `requestId` that was used within a day returns its first answer and sends nothing. Throws
 * `notFound` for a selection that the server does not have, `invalid` (`deliverAt`), `tooLarge`, `keyReused`,
 * `inFlight` and `unavailable`.
 */
export async function sendComposed(ctx: Context, input: Input & { selectionId: string }): Promise<Composed> {
  const { operator, selectionId, requestId } = input
  const acceptedAt = ctx.clock.now()
  const message = checkMessage(ctx, { message: input.message, now: acceptedAt })
  const selection = ctx.selections.take({ id: selectionId, operatorId: operator.id, act: 'compose' })
  const results: AppendResult[] = []
  let isRepeated = false
  try {
    for (let from = 0; from < selection.ids.length; from += LIMITS.composeStepTokens) {
      const ids = selection.ids.slice(from, from + LIMITS.composeStepTokens).map(Number)
      const found = await Promise.all(ids.map((id) => ctx.dashboard.findToken(id)))
      const tokens = found.filter((row) => row !== undefined)
      const key = `compose:${requestId}:${from}`
      if (tokens.length === 0) continue
      const outcome = await submit(ctx, { tokens, message, key, acceptedAt })
      results.push(...outcome.results)
      isRepeated = outcome.kind === 'replayed'
    }
  } finally {
    const { deliverAt } = message
    const detail = describeSent(results, { tokens: selection.ids.length, deliverAt })
    if (!isRepeated)
      await record(ctx, { operator, action: 'compose', subject: `selection ${selectionId}`, detail })
  }
  return toComposed(results, selection.ids.length)
}

/**
 * Sends a message at once to the operator's own device. Throws `notFound` if the operator has chosen none or its token
 * is gone, and the errors of `sendComposed`.
 */
export async function sendToOwnDevice(
  ctx: Context,
  { operator, requestId, message }: Input,
): Promise<Composed> {
  const acceptedAt = ctx.clock.now()
  const checked = checkMessage(ctx, { message, now: acceptedAt })
  const token = await findOwnToken(ctx, operator.id)
  if (token === undefined)
    throw new AoiError('notFound', 'your device: choose the token of your device first')
  const key = `own-device:${requestId}`
  const { kind, results } = await submit(ctx, { tokens: [token], message: checked, key, acceptedAt })
  const subject = `${token.tokenId}/${fingerprint(token.clientAppToken)}`
  const detail = describeSent(results, { tokens: 1, deliverAt: undefined })
  if (kind === 'appended') await record(ctx, { operator, action: 'composeTest', subject, detail })
  return toComposed(results, 1)
}

type Recorded = { operator: Operator; action: 'compose' | 'composeTest'; subject: string; detail: string }

function record(ctx: Context, { operator, action, subject, detail }: Recorded): Promise<void> {
  const at = ctx.clock.now()
  return ctx.store.recordAudit({
    actor: operator.email,
    action: `notification.${action}`,
    subject,
    detail,
    at,
  })
}

/** Returns the token of the operator's own device, if it still exists. */
export async function findOwnToken(ctx: Context, operatorId: string): Promise<ListedToken | undefined> {
  const tokenId = await ctx.composeStore.findOwnDevice(operatorId)
  return tokenId === undefined ? undefined : ctx.dashboard.findToken(tokenId)
}

function checkMessage(
  ctx: Context,
  { message, now }: { message: ComposedMessage; now: number },
): ComposedMessage {
  const { maxPayloadBytes } = ctx.settings
  if (utf8Bytes(message.payload) > maxPayloadBytes)
    throw new AoiError('tooLarge', `payload: must be at most ${maxPayloadBytes} bytes of JSON`)
  return { ...message, deliverAt: readDeliveryTime(message.deliverAt, now) }
}

type Submission = {
  tokens: readonly ListedToken[]
  message: ComposedMessage
  key: string
  acceptedAt: number
}

type Submitted = Exclude<SubmissionOutcome, { kind: 'keyReused' }>

async function submit(ctx: Context, { tokens, message, key, acceptedAt }: Submission): Promise<Submitted> {
  const { payload, deliverAt, ...request } = message
  const accepted = { request: { ...request, payload }, payload, acceptedAt, trace: undefined }
  const notifications = tokens.map(({ clientAppToken }) => {
    const notification = notificationTo(clientAppToken, accepted)
    return deliverAt === undefined ? notification : { ...notification, deliverAt }
  })
  const tokenIds = tokens.map(({ tokenId }) => tokenId)
  const body = JSON.stringify([tokenIds, payload, request, deliverAt])
  const outcome = await ctx.submissions.submit({
    ...{ serverApplicationId: DASHBOARD_APPLICATION, acceptedAt, notifications },
    grants: [...new Set(tokens.map(({ applicationName }) => applicationName))],
    idempotency: { key, bodyHash: createHash('sha256').update(body).digest('hex') },
  })
  if (outcome.kind === 'keyReused')
    throw new AoiError('keyReused', 'requestId: has been used for another notification')
  if (deliverAt !== undefined) ctx.scheduler.expect(deliverAt)
  return outcome
}

function toComposed(results: readonly AppendResult[], tokens: number): Composed {
  const sent = results.flatMap((result): Composed['sent'] => {
    if (result.outcome === 'accepted') return [{ id: result.notificationId, recipients: result.recipients }]
    if (result.outcome !== 'scheduled') return []
    return [{ id: result.notificationId, deliverAt: toInstant(result.deliverAt) }]
  })
  return { sent, refused: tokens - sent.length }
}

function describeSent(
  results: readonly AppendResult[],
  { tokens, deliverAt }: { tokens: number; deliverAt: number | undefined },
): string {
  const ids = results.flatMap((result) => ('notificationId' in result ? [result.notificationId] : []))
  const named = ids.slice(0, LIMITS.actAuditIds).join(' ')
  const when = deliverAt === undefined ? '' : ` for ${toInstant(deliverAt)}`
  const more = ids.length > LIMITS.actAuditIds ? ' …' : ''
  return `${ids.length} of ${countOf(tokens, 'token')}${when} [${named}${more}]`
}
