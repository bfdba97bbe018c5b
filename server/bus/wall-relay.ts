import { z } from 'zod'
import { LIMITS, utf8Bytes } from '#protocol'
import { WALL_BARS, WALL_UNITS } from '#protocol/dashboard/wall.ts'
import { TIME_BUCKETS } from '#protocol/time-histogram.ts'
import type { Bus } from '#server/core/bus.ts'
import { parseJson } from '#server/core/parse-json.ts'
import type { Store } from '#server/core/store.ts'
import type { OnUnexpected } from '#server/core/unexpected.ts'
import type { LaneName, LaneShare, PeerListener, WallPeers } from '#server/core/wall/wall-peers.ts'

/** Nodes of an earlier version do not listen on it. */
const SUBJECT = 'wall'

const count = z.number().int().nonnegative()
const unit = z.enum(WALL_UNITS)
const key = z.string().min(1).max(LIMITS.applicationNameBytes)

const laneSchema = z.object({
  ...{ unit, key, name: z.string(), applicationName: z.string().optional(), online: count },
  // A node that has only acks of a lane takes them away from the backlog of the accepting node.
  backlog: z.number().int(),
  times: z.array(count).max(2 * TIME_BUCKETS),
  slots: z
    .array(
      z.object({
        ...{ slot: count, notifications: count, recipients: count, acked: count, reachable: count },
        id: z.string().optional(),
      }),
    )
    .max(2 * WALL_BARS),
})

/** As in `node-messages.ts`, unknown fields are ignored and later ones are optional. */
const messageSchema = z.object({
  epoch: z.string(),
  nodeId: z.string(),
  message: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('follow'),
      lanes: z.array(z.object({ unit, key })).max(LIMITS.wallLanesWanted),
    }),
    z.object({
      kind: z.literal('share'),
      lanes: z.array(laneSchema).max(LIMITS.wallLanesWanted + WALL_UNITS.length * LIMITS.wallLanesShared),
    }),
  ]),
})
type Message = z.infer<typeof messageSchema>['message']

type Parts = {
  bus: Bus
  store: Pick<Store, 'epoch'>
  nodeId: string
  /** Whether messages reach other nodes. */
  isOpen: () => boolean
  onUnexpected: OnUnexpected
}

/** Carries the lanes of walls between the nodes, over the bus. */
export class WallRelay implements WallPeers {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get isOpen(): boolean {
    return this.#parts.isOpen()
  }

  listen(listener: PeerListener): void {
    this.#parts.bus.listen(SUBJECT, (text) => {
      try {
        this.#take(text, listener)
      } catch (error) {
        this.#parts.onUnexpected(error, { kind: 'step', name: 'wall relay' })
      }
    })
  }

  follow(lanes: readonly LaneName[]): void {
    this.#publish({ kind: 'follow', lanes: lanes.slice(0, LIMITS.wallLanesWanted) })
  }

  share(lanes: readonly LaneShare[]): void {
    const fitting: Extract<Message, { kind: 'share' }>['lanes'] = []
    let room = LIMITS.wallShareBytes
    for (const { times, slots, ...lane } of lanes) {
      const written = { ...lane, times: [...times], slots: [...slots] }
      room -= utf8Bytes(JSON.stringify(written)) + 1
      if (room < 0) break
      fitting.push(written)
    }
    this.#publish({ kind: 'share', lanes: fitting })
  }

  #publish(message: Message): void {
    const { bus, store, nodeId } = this.#parts
    bus.publish(SUBJECT, JSON.stringify({ epoch: store.epoch, nodeId, message }))
  }

  /** Drops a message of another epoch or version: it is a hint, and the page says which nodes are missing. */
  #take(text: string, listener: PeerListener): void {
    const read = messageSchema.safeParse(parseJson(text))
    if (!read.success || read.data.epoch !== this.#parts.store.epoch) return
    const { nodeId, message } = read.data
    if (message.kind === 'follow') listener.onFollow(message.lanes)
    else listener.onShare(nodeId, message.lanes)
  }
}
