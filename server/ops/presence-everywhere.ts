import type { LocalPresence, Presence } from '../core/presence.ts'
import type { Store } from '../core/store.ts'
import type { Census } from './census.ts'

type Parts = { here: LocalPresence; census: Census; store: Pick<Store, 'countOnline' | 'listOnline'> }

/** Presence across all nodes: from the hub for this node, and from the database for the others. */
export function presenceEverywhere({ here, census, store }: Parts): Presence {
  return {
    get onlineAoiClients() {
      return here.onlineAoiClients + census.onlineElsewhere
    },
    get nodeIds() {
      return [census.id, ...census.otherIds]
    },
    countOnline: async (tokenIds) => {
      const elsewhere = await store.countOnline({ tokenIds, nodeIds: census.otherIds })
      return new Map(tokenIds.map((id) => [id, here.countOnline(id) + (elsewhere.get(id) ?? 0)]))
    },
    isOnline: ({ aoiClientId, nodeId }) =>
      here.isOnline(aoiClientId) || (nodeId !== undefined && census.otherIds.includes(nodeId)),
    describeConnection: (aoiClientId) => here.describeConnection(aoiClientId),
    listOnlineElsewhere: (tokenId) => store.listOnline({ tokenId, nodeIds: census.otherIds }),
    reachOf: (aoiClientId, notification) => here.reachOf(aoiClientId, notification),
  }
}
