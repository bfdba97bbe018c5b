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
  let progress: EraseProgress = { erased: 0, unchanged: 0, next: input.place }
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
