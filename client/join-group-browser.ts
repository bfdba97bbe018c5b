import { platformBrowser } from './platform-browser.ts'
import { type GroupMembership, type JoinGroupInput, joinGroupWith } from './push/join-group.ts'

/** Has the browser join a group, through a subscription of the page's own. */
export function joinGroup(input: JoinGroupInput): Promise<GroupMembership> {
  return joinGroupWith(platformBrowser, input)
}
