import { LIMITS } from '#protocol'
import type { AudienceContent } from '#protocol/dashboard/audiences.ts'
import type { Audience, FrozenAudience } from '#protocol/dashboard/compose.ts'
import type { Context } from '../context.ts'
import type { AoiClientWhere, ListedToken, TokenWhere } from '../dashboard/dashboard-store.ts'
import { clientWhereOf, tokenWhereOf } from '../dashboard/lists.ts'
import { walkPages } from '../dashboard/walk-pages.ts'
import { AoiError } from '../errors.ts'
import { toInstant } from '../instants.ts'
import type { Turn } from '../pacer.ts'
import type { Presence } from '../presence.ts'
import { tokenFingerprint } from '../token-fingerprint.ts'
import { readAudience } from './audiences.ts'

type Freezing = { operatorId: string; audience: Audience; presence: Presence }

/**
 * Freezes the tokens that a composed notification goes to, and counts their members. Throws `invalid` for more than
 * `LIMITS.composeTokens`, and `notFound` if none takes notifications from this server or the saved audience is gone.
 */
export async function freezeAudience(
  ctx: Context,
  { operatorId, audience, presence }: Freezing,
): Promise<FrozenAudience> {
  const content =
    'audienceId' in audience
      ? (await readAudience(ctx, { operatorId, id: audience.audienceId })).content
      : audience
  const job = { kind: 'act', party: operatorId, signal: ctx.asker?.signal } as const
  const all = await ctx.pacer.run(job, (turn) => findTokens(ctx, { content, presence, turn }))
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

type Finding = { content: AudienceContent; presence: Presence; turn: Turn }

async function findTokens(ctx: Context, { content, presence, turn }: Finding): Promise<ListedToken[]> {
  if ('tokenIds' in content) return findChosen(ctx, { tokenIds: content.tokenIds, turn })
  if ('clients' in content) {
    const filter = clientWhereOf(content.clients, presence)
    return findChosen(ctx, { tokenIds: await findOfClients(ctx, { filter, turn }), turn })
  }
  const filter =
    'tokens' in content ? tokenWhereOf(content.tokens) : { applicationName: content.applicationName }
  const element = 'tokens' in content ? 'tokens' : 'applicationName'
  return listMatching(ctx, { filter: { ...filter, hasMembers: filter.hasMembers ?? true }, element, turn })
}

type Chosen = { tokenIds: Iterable<number>; turn: Turn }

async function findChosen(ctx: Context, { tokenIds, turn }: Chosen): Promise<ListedToken[]> {
  const ids = [...new Set(tokenIds)]
  const found: (ListedToken | undefined)[] = []
  for (let from = 0; from < ids.length; from += LIMITS.actStepRows) {
    const step = ids.slice(from, from + LIMITS.actStepRows)
    found.push(...(await turn(() => Promise.all(step.map((id) => ctx.dashboard.findToken(id))))))
  }
  return found.filter((row) => row !== undefined)
}

type Matching = { filter: TokenWhere; element: string; turn: Turn }

/** Walks through the tokens that match, in paced steps. */
async function listMatching(ctx: Context, { filter, element, turn }: Matching): Promise<ListedToken[]> {
  const found: ListedToken[] = []
  const read = (cursor: string | undefined) =>
    turn(() => ctx.dashboard.listTokens({ limit: LIMITS.listRows, filter, cursor }))
  for await (const rows of walkPages(read)) {
    found.push(...rows)
    refuseTooMany(found.length, element)
  }
  return found
}

/** Walks through the AOI Clients that match, in paced steps, and returns their tokens. */
async function findOfClients(
  ctx: Context,
  { filter, turn }: { filter: AoiClientWhere; turn: Turn },
): Promise<Set<number>> {
  const found = new Set<number>()
  const asked = { limit: LIMITS.listRows, filter, oldestFirst: false }
  const read = (cursor: string | undefined) => turn(() => ctx.dashboard.listAoiClients({ ...asked, cursor }))
  let clients = 0
  for await (const page of walkPages(read)) {
    clients += page.length
    if (clients > LIMITS.selectionRows)
      throw new AoiError('invalid', `clients: must match at most ${LIMITS.selectionRows} AOI Clients`)
    const aoiClientIds = page.map(({ id }) => id)
    const rows = LIMITS.composeTokens + 1
    for (const id of await turn(() => ctx.dashboard.findTokensOfClients({ aoiClientIds, rows })))
      found.add(id)
    refuseTooMany(found.size, 'clients')
  }
  return found
}

function refuseTooMany(tokens: number, element: string): void {
  if (tokens > LIMITS.composeTokens)
    throw new AoiError('invalid', `${element}: must have at most ${LIMITS.composeTokens} tokens with members`)
}
