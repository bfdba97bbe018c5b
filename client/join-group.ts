import { platformNode } from './platform-node.ts'
import { type GroupMembership, type JoinGroupInput, joinGroupWith } from './push/join-group.ts'

/** Has a stock browser join a group on behalf of its page: for an application server that has its keys. */
export function joinGroup(input: JoinGroupInput): Promise<GroupMembership> {
  return joinGroupWith(platformNode, input)
}
