import { LIMITS } from '#protocol'
import type { Audience, FrozenAudience } from '#protocol/dashboard/compose.ts'
import type { Context } from '../context.ts'
import type { ListedToken } from '../dashboard/dashboard-store.ts'
import { AoiError } from '../errors.ts'
import { toInstant } from '../instants.ts'
import { tokenFingerprint } from '../token-fingerprint.ts'

/**
 * Freezes the tokens that a composed notification goes to, and counts their members. Throws `invalid` for more than
 * `LIMITS.composeTokens`, and `notFound` if none takes notifications from this server.
 */
export async function freezeAudience(
  ctx: Context,
  { operatorId, audience }: { operatorId: string; audience: Audience },
): Promise<FrozenAudience> {
  const all =
    'tokenIds' in audience
      ? await findChosen(ctx, audience.tokenIds)
      : await listTokensOf(ctx, { operatorId, applicationName: audience.applicationName })
  const tokens = all.filter(({ vapid }) => !vapid)
  const excluded = all.length - tokens.length
  if (tokens.length === 0) throw new AoiError('notFound', explainNothing(excluded))
  const ids = tokens.map(({ tokenId }) => String(tokenId))
  const kept = ctx.selections.keep({ operatorId, act: 'compose', ids })
  return {
    ...{ selectionId: kept.id, tokens: tokens.length, excluded },
    recipients: tokens.reduce((sum, { members }) => sum + members, 0),
    sample: tokens.slice(0, LIMITS.selectionSample).map(labelOf),
    expiresAt: toInstant(kept.expiresAt),
  }
}

function explainNothing(excluded: number): string {
  return excluded === 0
    ? 'the audience: no token of it has a member'
    : 'the audience: only the holder of the VAPID key may send to these tokens'
}

function labelOf({ applicationName, clientAppToken }: ListedToken): string {
  return `${applicationName} · ${tokenFingerprint(clientAppToken)}`
}

async function findChosen(ctx: Context, tokenIds: readonly number[]): Promise<ListedToken[]> {
  const found = await Promise.all([...new Set(tokenIds)].map((id) => ctx.dashboard.findToken(id)))
  return found.filter((row) => row !== undefined)
}

/** Walks through the tokens of an application that have members, in paced steps. */
function listTokensOf(
  ctx: Context,
  { operatorId, applicationName }: { operatorId: string; applicationName: string },
): Promise<ListedToken[]> {
  const job = { kind: 'act', party: operatorId, signal: ctx.asker?.signal } as const
  const asked = { limit: LIMITS.listRows, filter: { applicationName, hasMembers: true } }
  return ctx.pacer.run(job, async (turn) => {
    const found: ListedToken[] = []
    for (let cursor: string | undefined, isMore = true; isMore; isMore = cursor !== undefined) {
      const page = await turn(() => ctx.dashboard.listTokens({ ...asked, cursor }))
      found.push(...page.rows)
      if (found.length > LIMITS.composeTokens)
        throw new AoiError(
          'invalid',
          `applicationName: must have at most ${LIMITS.composeTokens} tokens with members`,
        )
      cursor = page.nextCursor
    }
    return found
  })
}
