import { LIMITS } from '#protocol'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { toInstant } from '../instants.ts'
import { getFinding } from './list-findings.ts'

type Change = { actor: string; id: string }

/** Notes that an operator knows of a finding. Throws `notFound`, and `invalid` if it is resolved. */
export async function acknowledgeFinding(ctx: Context, { actor, id }: Change): Promise<void> {
  const at = ctx.clock.now()
  const { kind } = await getFinding(ctx, id)
  if (!(await ctx.findings.store.acknowledge({ id, by: actor, at }))) throw resolved()
  ctx.announce({ kind: 'findingsChanged' })
  await ctx.store.recordAudit({ actor, action: 'finding.acknowledge', subject: id, detail: kind, at })
}

/**
 * Mutes a finding for a while: it counts as open again afterwards, if it is not resolved by then. Throws `notFound`, and
 * `invalid` if it is resolved.
 */
export async function muteFinding(
  ctx: Context,
  { actor, id, seconds }: Change & { seconds: number },
): Promise<void> {
  const at = ctx.clock.now()
  const { kind } = await getFinding(ctx, id)
  const until = at + Math.min(seconds, LIMITS.findingMuteSecondsMax) * 1000
  if (!(await ctx.findings.store.mute({ id, by: actor, until }))) throw resolved()
  ctx.announce({ kind: 'findingsChanged' })
  const detail = `${kind}, until ${toInstant(until)}`
  await ctx.store.recordAudit({ actor, action: 'finding.mute', subject: id, detail, at })
}

/** Ends the mute of a finding. Throws `notFound`, and `invalid` if it is resolved. */
export async function unmuteFinding(ctx: Context, { actor, id }: Change): Promise<void> {
  const at = ctx.clock.now()
  const { kind } = await getFinding(ctx, id)
  if (!(await ctx.findings.store.mute({ id, by: actor, until: undefined }))) throw resolved()
  ctx.announce({ kind: 'findingsChanged' })
  await ctx.store.recordAudit({ actor, action: 'finding.unmute', subject: id, detail: kind, at })
}

function resolved(): AoiError {
  return new AoiError('invalid', 'id: this finding is resolved')
}
