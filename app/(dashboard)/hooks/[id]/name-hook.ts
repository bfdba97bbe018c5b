import { hookIdSchema } from '#protocol'
import type { Services } from '#server/services.ts'

/** Returns the name of a hook. */
export async function nameHook({ context }: Services, id: string): Promise<string | undefined> {
  return hookIdSchema.safeParse(id).success ? (await context.hooks.store.find(id))?.name : undefined
}
