import type { Context } from '../context.ts'

/**
 * Ends an AOI Client with all its registrations and its session. Idempotent. Returns whether the AOI Client existed.
 */
export async function endAoiClient(
  ctx: Context,
  input: { actor: string; aoiClientId: string },
): Promise<boolean> {
  const at = ctx.clock.now()
  const ended = await ctx.store.endAoiClient({ id: input.aoiClientId, at })
  if (ended === undefined) return false
  await ctx.store.recordAudit({ actor: input.actor, action: 'aoiClient.end', subject: input.aoiClientId, at })
  ctx.announce({ kind: 'aoiClientEnded', aoiClientId: input.aoiClientId })
  return true
}
