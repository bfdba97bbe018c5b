import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { labelsOf } from '#protocol'
import type { Context } from '../../context.ts'
import { isAoiError } from '../../errors.ts'
import type { SubmissionOutcome } from '../../notifications/submission-queue.ts'
import type { Turn } from '../../pacer.ts'
import type { Presence } from '../../presence.ts'
import { SIMULATION_APPLICATION } from '../../simulations/simulation-application.ts'
import { DASHBOARD_APPLICATION } from '../dashboard-application.ts'
import type { StoredNotification } from '../dashboard-store.ts'

type Step = {
  ids: readonly string[]
  reason: string
  /** Of AOI Clients. */
  label: string | undefined
  presence: Presence
  selectionId: string
  turn: Turn
}
/** The remaining rows were over already. */
type StepResult = { done: number; failed: number }

/** Also those that wait for their time. One that goes into the log meanwhile is cancelled there. */
export async function cancelStep(ctx: Context, { ids }: Step): Promise<StepResult> {
  const at = ctx.clock.now()
  const waiting = await ctx.schedule.cancel({ ids, at })
  const tokenIds = await ctx.dashboard.cancelNotifications({ ids, at })
  for (const tokenId of new Set(tokenIds)) ctx.announce({ kind: 'cancelled', tokenId })
  return { done: waiting.length + tokenIds.length, failed: 0 }
}

/**
 * When this returns, the log has no payload and no headers of these notifications. Caches of the hub drop their entries
 * of the tokens on every node, as for a cancel.
 */
export async function eraseStep(ctx: Context, { ids }: Pick<Step, 'ids'>): Promise<StepResult> {
  const tokenIds = await ctx.dashboard.erasePayloads({ ids, at: ctx.clock.now() })
  for (const tokenId of new Set(tokenIds)) ctx.announce({ kind: 'cancelled', tokenId })
  return { done: tokenIds.length, failed: 0 }
}

/**
 * Sends each to the whole token again, as a new notification with the same body, TTL, urgency and topic. A token bound
 * to a VAPID key is no exception: its own sender sent the logged body, and an operator cannot change a byte of it.
 */
export async function resendStep(ctx: Context, { ids, selectionId }: Step): Promise<StepResult> {
  const found = await ctx.dashboard.findNotifications(ids)
  const sent = await Promise.all(
    found.map((original) =>
      resend(ctx, { original, selectionId }).catch((error: unknown) => {
        if (!isAoiError(error)) throw error
        return undefined
      }),
    ),
  )
  const done = sent.filter((outcome) => isAccepted(outcome)).length
  return { done, failed: ids.length - done }
}

function resend(
  ctx: Context,
  { original, selectionId }: { original: StoredNotification; selectionId: string },
): Promise<SubmissionOutcome> {
  const { id, clientAppToken, payload, headers, ttlSeconds, urgency } = original
  const key = `resend:${selectionId}:${id}`
  return ctx.submissions.submit({
    serverApplicationId: DASHBOARD_APPLICATION,
    sendsAgain: true,
    acceptedAt: ctx.clock.now(),
    idempotency: { key, bodyHash: createHash('sha256').update(payload).digest('hex') },
    notifications: [
      {
        ...{ id: uuidv7(), clientAppToken, payload, ttlSeconds, urgency },
        ...(headers === undefined ? {} : { headers }),
        ...labelsOf(original),
      },
    ],
  })
}

function isAccepted(outcome: SubmissionOutcome | undefined): boolean {
  return outcome?.kind === 'appended' && outcome.results[0]?.outcome === 'accepted'
}

/**
 * Sends each again, as a new notification with the same body, only to recipients that it ended without. Without such
 * recipients nothing is sent. Recipients that still wait for the original get that one. Skips simulations, whose
 * recipients ignore it. One may have very many recipients, so each takes its own turns.
 */
export async function resendToMissingStep(ctx: Context, { ids, turn }: Step): Promise<StepResult> {
  const found = await ctx.dashboard.findNotifications(ids)
  let done = 0
  for (const { id, applicationName } of found) {
    if (applicationName === SIMULATION_APPLICATION) continue
    const acceptedAt = ctx.clock.now()
    const sending = { id, newId: uuidv7(), serverApplicationId: DASHBOARD_APPLICATION, acceptedAt, turn }
    const again = await ctx.store.appendAgain(sending)
    if (again === undefined) continue
    ctx.announce({ kind: 'appendedAgain', ...again, acceptedAt })
    done += 1
  }
  return { done, failed: 0 }
}

/** The AOI Clients reconnect by themselves at spread times. A node that misses the hint reads it in the database. */
export async function disconnectStep(ctx: Context, { ids, presence }: Step): Promise<StepResult> {
  const aoiClientIds = await ctx.store.sendAway({ aoiClientIds: ids, nodeIds: presence.nodeIds })
  ctx.announce({ kind: 'disconnected', aoiClientIds })
  return { done: aoiClientIds.length, failed: 0 }
}

export async function labelStep(ctx: Context, { ids, label = '' }: Step): Promise<StepResult> {
  return { done: await ctx.dashboard.labelAoiClients({ ids, label }), failed: 0 }
}

/** With a label, the ended AOI Clients can be found by it in the audit and in backups. */
export async function deregisterStep(ctx: Context, { ids, label }: Step): Promise<StepResult> {
  if (label !== undefined) await ctx.dashboard.labelAoiClients({ ids, label })
  let done = 0
  for (const aoiClientId of ids) {
    const ended = await ctx.store.endAoiClient({ id: aoiClientId, at: ctx.clock.now() })
    if (ended === undefined) continue
    ctx.announce({ kind: 'aoiClientEnded', aoiClientId })
    done += 1
  }
  return { done, failed: 0 }
}

export async function removeMembersStep(ctx: Context, { ids, reason }: Step): Promise<StepResult> {
  const registrationIds = ids.map(Number)
  const ended = await ctx.dashboard.endRegistrations({ registrationIds, at: ctx.clock.now() })
  for (const member of ended) ctx.announce({ kind: 'revoked', reason, ...member })
  return { done: ended.length, failed: 0 }
}
