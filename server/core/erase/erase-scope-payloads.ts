import { LIMITS } from '#protocol'
import type { Context } from '../context.ts'
import { eraseStep } from '../dashboard/acts/steps.ts'
import type { Turn } from '../pacer.ts'
import type { ErasePlace, EraseScope } from './erase-scope.ts'

type Input = {
  scope: EraseScope
  /** Notifications accepted later are left alone, so that the walk ends. Unix ms. */
  until: number
  place: ErasePlace
  /** Only counts. */
  isDryRun: boolean
  turn: Turn
}

export type EraseProgress = {
  /** Payloads that were erased, or would be. */
  erased: number
  /** Payloads that had been erased before. */
  unchanged: number
  /** The place at which the next call continues; `undefined` at the end. */
  next: ErasePlace | undefined
}

/**
 * Erases the payloads of a scope in paced steps, until its end or until `LIMITS.eraseStepsPerCall` are done. Members
 * that have not acknowledged an erased notification pass over it, as after a cancel.
 */
export async function eraseScopePayloads(ctx: Context, input: Input): Promise<EraseProgress> {
  const isFirst = input.place.afterId === 0 && input.place.rangeId === 0 && input.place.seq === 0
  const erased = isFirst ? await eraseScheduled(ctx, input) : 0
  const { scope } = input
  if (isFirst && scope.kind === 'aoiClient' && !input.isDryRun)
    await input.turn(() => ctx.dashboard.eraseFlight(scope.aoiClientId))
  let progress: EraseProgress = { erased, unchanged: 0, next: input.place }
  for (let step = 0; step < LIMITS.eraseStepsPerCall && progress.next !== undefined; step += 1) {
    const { next: place, erased, unchanged } = progress
    const walked = await input.turn(() => eraseWalked(ctx, { ...input, place }))
    progress = {
      erased: erased + walked.erased,
      unchanged: unchanged + walked.unchanged,
      next: walked.next,
    }
  }
  return progress
}

/**
 * Cancels what waits for its time, and removes its payloads. An AOI Client is no recipient of it yet. Returns the number
 * of payloads.
 */
async function eraseScheduled(ctx: Context, { scope, isDryRun, turn }: Input): Promise<number> {
  if (scope.kind === 'aoiClient') return 0
  const { kind: _, ...named } = scope
  let count = 0
  let cursor: string | undefined
  do {
    const page = { limit: LIMITS.actStepRows, ...(cursor !== undefined && { cursor }) }
    const { rows, nextCursor } = await turn(() =>
      ctx.schedule.list({ ...page, where: { ...named, isWaiting: true } }),
    )
    const ids = rows.map(({ id }) => id)
    const erasing = { ids, at: ctx.clock.now(), erases: true }
    count += isDryRun ? ids.length : (await turn(() => ctx.schedule.cancel(erasing))).length
    cursor = nextCursor
  } while (cursor !== undefined)
  return count
}

async function eraseWalked(
  ctx: Context,
  { scope, until, place, isDryRun }: Omit<Input, 'turn'>,
): Promise<EraseProgress> {
  const { found, next } = await ctx.dashboard.walkErasable({ scope, place, rows: LIMITS.actStepRows })
  const meant = found.filter(({ acceptedAt }) => acceptedAt <= until)
  const ids = meant.filter(({ isErased }) => !isErased).map(({ id }) => id)
  const erased = isDryRun ? ids.length : (await eraseStep(ctx, { ids })).done
  return { erased, unchanged: meant.length - erased, next }
}
