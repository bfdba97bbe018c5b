import { hookIdSchema } from '#protocol'
import type { HookDetail } from '#protocol/dashboard/hooks.ts'
import { readHook } from '#server/core/dashboard/hooks.ts'
import { isAoiError } from '#server/core/errors.ts'
import { findServices } from '#server/services.ts'

export type FoundHook = { hook: HookDetail; readAt: string; publicUrl: string }

/** Returns a hook with the summaries of its requests; `undefined` if there is none. */
export async function findHook(id: string): Promise<FoundHook | undefined> {
  const services = findServices()
  if (services === undefined || !hookIdSchema.safeParse(id).success) return undefined
  const { clock, settings } = services.context
  try {
    const hook = await readHook(services.context, { id })
    return { hook, readAt: new Date(clock.now()).toISOString(), publicUrl: settings.publicUrl }
  } catch (error) {
    if (isAoiError(error) && error.code === 'notFound') return undefined
    throw error
  }
}
