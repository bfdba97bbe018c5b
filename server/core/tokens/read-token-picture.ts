import { LIMITS } from '#protocol'
import { MEMBER_STATES, type MemberState, memberStateOf } from '#protocol/dashboard/member-states.ts'
import type { TokenPicture } from '#protocol/dashboard/token-picture.ts'
import type { Context } from '../context.ts'
import type { ListedMember } from '../dashboard/dashboard-store.ts'
import { AoiError } from '../errors.ts'
import { toInstant } from '../instants.ts'
import type { Presence } from '../presence.ts'

type Asked = { tokenId: number; presence: Presence }

/** Returns the senders and the members of a token, each a bounded number. Throws `notFound`. */
export async function readTokenPicture(ctx: Context, { tokenId, presence }: Asked): Promise<TokenPicture> {
  const token = await ctx.dashboard.findToken(tokenId)
  if (token === undefined) throw new AoiError('notFound', 'id: no token has this id')
  const senders = await ctx.dashboard.listTokenSenders({ tokenId, headSeq: token.headSeq })
  const isSmall = token.members <= LIMITS.pictureMembers
  const limit = isSmall ? LIMITS.pictureMembers : LIMITS.pictureShown
  const { rows } = await ctx.dashboard.listMembers({ tokenId, limit })
  const online = (await presence.countOnline([tokenId])).get(tokenId) ?? 0
  const described = rows.map((row) => describe(row, presence))
  return {
    senders: senders.slice(0, LIMITS.pictureShown).map(({ lastAt, ...sender }) => ({
      ...{ ...sender, lastAt: toInstant(lastAt) },
    })),
    hasMoreSenders: senders.length > LIMITS.pictureShown,
    ...{ members: token.members, online },
    ...(isSmall && { states: countStates(described) }),
    first: described.sort(byNeed).slice(0, LIMITS.pictureShown),
  }
}

type Shown = TokenPicture['first'][number]

function describe(row: ListedMember, presence: Presence): Shown {
  const { aoiClientId, name, behind, receiver } = row
  const isByPush = receiver.pushHost !== undefined
  const state = memberStateOf({ online: presence.isOnline(row), behind, isByPush })
  return { aoiClientId, ...(name !== undefined && { name }), state, behind }
}

function countStates(members: readonly Shown[]): Record<MemberState, number> {
  const counts = { connectedBehind: 0, offlineBehind: 0, byPush: 0, offline: 0, upToDate: 0 }
  for (const { state } of members) counts[state] += 1
  return counts
}

/** Members that need a look first, the furthest behind before the others. */
function byNeed(a: Shown, b: Shown): number {
  const need = MEMBER_STATES.indexOf(a.state) - MEMBER_STATES.indexOf(b.state)
  return need === 0 ? b.behind - a.behind : need
}
