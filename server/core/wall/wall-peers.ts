import type { CountedBar, WallUnit } from '#protocol/dashboard/wall.ts'

export type LaneName = { unit: WallUnit; key: string }

/** A bar in the counts of one node; `slot` is the number of its quarter of a second. */
export type SharedSlot = CountedBar & { slot: number; reachable: number; id?: string | undefined }

/** The counts of a lane. `times`: `TimeHistogram.toWire`. */
export type LaneCounts = { backlog: number; times: readonly number[]; slots: readonly SharedSlot[] }

/** A lane as one node counts it: its own notifications, and the acks of its own members. */
export type LaneShare = LaneName &
  LaneCounts & {
    name: string
    applicationName?: string | undefined
    /** Connected members on that node. */
    online: number
  }

export type PeerListener = {
  /** Another node has a wall that shows these lanes. */
  onFollow: (lanes: readonly LaneName[]) => void
  onShare: (nodeId: string, lanes: readonly LaneShare[]) => void
}

/** The walls of the other nodes. Messages are hints: a lost one is replaced by the next. */
export interface WallPeers {
  /** False: no counts travel between nodes, now or ever. */
  readonly isOpen: boolean
  listen(listener: PeerListener): void
  /** Asks the other nodes to share, for the next seconds. */
  follow(lanes: readonly LaneName[]): void
  /** Sends lanes, the most important first, as far as a message has room. */
  share(lanes: readonly LaneShare[]): void
}
