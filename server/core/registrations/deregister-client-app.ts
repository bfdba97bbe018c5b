import type { Context } from '../context.ts'

/** Ends only the caller's own registration to a token. Idempotent. */
export async function deregisterClientApp(
  ctx: Context,
  input: { aoiClientId: string; clientAppToken: string },
): Promise<void> {
  const ended = await ctx.store.deregister({ ...input, at: ctx.clock.now() })
  if (ended === undefined) return
  ctx.announce({
    kind: 'deregistered',
    aoiClientId: input.aoiClientId,
    registrationId: ended.registrationId,
    tokenId: ended.tokenId,
  })
}
