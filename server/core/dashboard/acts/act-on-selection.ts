import { LIMITS } from '#protocol'
import type { ActRes, SelectionAct } from '#protocol/dashboard/acts.ts'
import type { Operator } from '#protocol/dashboard/operators.ts'
import type { Context } from '../../context.ts'
import { isAoiError } from '../../errors.ts'
import { atOnce, type Turn } from '../../pacer.ts'
import type { Presence } from '../../presence.ts'
import type { Selection } from './selections.ts'
import {
  cancelStep,
  deregisterStep,
  disconnectStep,
  eraseStep,
  labelStep,
  removeMembersStep,
  resendStep,
  resendToMissingStep,
} from './steps.ts'

/** Audit action of each act. */
const ACTIONS = {
  cancel: 'notification.cancel',
  erase: 'notification.erase',
  resend: 'notification.resend',
  resendToMissing: 'notification.resendToMissing',
  disconnect: 'aoiClient.disconnect',
  deregister: 'aoiClient.end',
  label: 'aoiClient.label',
  removeMembers: 'registration.revoke',
} as const satisfies Record<SelectionAct, string>

const STEPS = {
  cancel: cancelStep,
  erase: eraseStep,
  resend: resendStep,
  resendToMissing: resendToMissingStep,
  disconnect: disconnectStep,
  deregister: deregisterStep,
  label: labelStep,
  removeMembers: removeMembersStep,
} as const

/** Acts whose steps take their own turns. */
const TAKE_TURNS: ReadonlySet<SelectionAct> = new Set(['resendToMissing'])

type ActInput = {
  act: SelectionAct
  operator: Operator
  selectionId: string
  reason: string
  /** The label that the AOI Clients get. */
  label?: string | undefined
  presence: Presence
}

/**
 * Acts on the operator's frozen selection in steps, and records one audit event whatever the outcome. A step that the
 * database has no time for counts as failed. Goes on when the client goes away: a finished act without a reader is
 * better than half an act. Throws `notFound`, `tooMany`, `unavailable`.
 */
export function actOnSelection(ctx: Context, input: ActInput): Promise<ActRes> {
  return ctx.pacer.run({ kind: 'act', party: input.operator.id }, (turn) =>
    actInSteps(ctx, { ...input, turn }),
  )
}

async function actInSteps(ctx: Context, input: ActInput & { turn: Turn }): Promise<ActRes> {
  const { act, operator, selectionId, reason, label, presence, turn } = input
  const selection = ctx.selections.take({ id: selectionId, operatorId: operator.id, act })
  const inTurn = TAKE_TURNS.has(act) ? atOnce : turn
  const result = { done: 0, unchanged: 0, failed: 0 }
  try {
    for (let from = 0; from < selection.ids.length; from += LIMITS.actStepRows) {
      const ids = selection.ids.slice(from, from + LIMITS.actStepRows)
      const step = { ids, reason, label, presence, selectionId, turn }
      const { done, failed } = await inTurn(() => STEPS[act](ctx, step)).catch((error: unknown) => {
        if (!isAoiError(error)) throw error
        return { done: 0, failed: ids.length }
      })
      result.done += done
      result.failed += failed
      result.unchanged += ids.length - done - failed
    }
    if (act === 'erase') await finishErasing(ctx, selection)
  } finally {
    const why = label === undefined ? reason : `${reason}, label "${label}"`
    await recordAct(ctx, { act, selection, operator, reason: why, result })
  }
  return result
}

async function finishErasing(ctx: Context, { aoiClientId }: Selection): Promise<void> {
  if (aoiClientId !== undefined) await ctx.dashboard.eraseFlight(aoiClientId)
  await ctx.dashboard.dropOldPages()
}

async function recordAct(
  ctx: Context,
  input: { act: SelectionAct; selection: Selection; operator: Operator; reason: string; result: ActRes },
): Promise<void> {
  const { act, selection, operator, reason, result } = input
  const { ids } = selection
  const named = ids.slice(0, LIMITS.actAuditIds).join(' ')
  await ctx.store.recordAudit({
    actor: operator.email,
    action: ACTIONS[act],
    subject: ids.length === 1 ? named : `selection ${selection.id}`,
    detail: `${result.done} of ${ids.length} (${result.failed} failed): ${reason} [${named}${ids.length > LIMITS.actAuditIds ? ' …' : ''}]`,
    at: ctx.clock.now(),
  })
}
