import { LIMITS } from '#protocol'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { toInstant } from '../instants.ts'
import { getFinding } from './list-findings.ts'

type Act = { actor: string; id: string }

/** Notes that an operator knows of a finding. Throws `notFound`, and `invalid` if it is resolved. */
export async function acknowledgeFinding(ctx: Context, act: Act): Promise<void> {
  await change(ctx, act, {
    action: 'finding.acknowledge',
    make: (at) => ctx.findings.store.acknowledge({ id: act.id, by: act.actor, at }),
  })
}

/**
 * Mutes a finding for a while: it counts as open again afterwards, if it is not resolved by then. Throws `notFound`, and
 * `invalid` if it is resolved.
 */
export async function muteFinding(
  ctx: Context,
  { seconds, ...act }: Act & { seconds: number },
): Promise<void> {
  const until = ctx.clock.now() + Math.min(seconds, LIMITS.findingMuteSecondsMax) * 1000
  await change(ctx, act, {
    action: 'finding.mute',
    make: () => ctx.findings.store.mute({ id: act.id, by: act.actor, until }),
    detail: `, until ${toInstant(until)}`,
  })
}

/** Ends the mute of a finding. Throws `notFound`, and `invalid` if it is resolved. */
export async function unmuteFinding(ctx: Context, act: Act): Promise<void> {
  await change(ctx, act, {
    action: 'finding.unmute',
    make: () => ctx.findings.store.mute({ id: act.id, by: act.actor, until: undefined }),
  })
}

type Change = {
  action: string
  /** Returns false if the finding is resolved. */
  make: (at: number) => Promise<boolean>
  /** Follows the kind of the finding in the audit. */
  detail?: string
}

async function change(
  ctx: Context,
  { actor, id }: Act,
  { action, make, detail = '' }: Change,
): Promise<void> {
  const at = ctx.clock.now()
  const { kind } = await getFinding(ctx, id)
  if (!(await make(at))) throw new AoiError('invalid', 'id: this finding is resolved')
  ctx.announce({ kind: 'findingsChanged' })
  await ctx.store.recordAudit({ actor, action, subject: id, detail: `${kind}${detail}`, at })
}
