/** The states of a member of a token, those that need a look first. */
export const MEMBER_STATES = ['connectedBehind', 'offlineBehind', 'byPush', 'offline', 'upToDate'] as const
export type MemberState = (typeof MEMBER_STATES)[number]

/** Returns the state of a member: `behind` notifications are not acked, `isByPush`: a push service stands in for it. */
export function memberStateOf(member: { online: boolean; behind: number; isByPush: boolean }): MemberState {
  if (member.isByPush && !member.online) return 'byPush'
  if (member.online) return member.behind > 0 ? 'connectedBehind' : 'upToDate'
  return member.behind > 0 ? 'offlineBehind' : 'offline'
}
