import type { Shape } from './broker.ts'

/** An order to the load process, which answers each order with one message. */
export type Order =
  /** Connects a publisher. `target` is the name of a broker, or of the AOI Server. */
  | { kind: 'begin'; target: string; port: number; shape: Shape; apiKey: string; isNew: boolean }
  /** Connects every member. With `behind`, resolves when each has caught up with as many messages. */
  | { kind: 'connect'; behind: number }
  | { kind: 'disconnect' }
  /** Keeps messages in flight, each from its publication until it is confirmed and the last member has it. */
  | { kind: 'run'; inFlight: number; seconds: number }
  /** Publishes messages to each group, with 32 in flight, without waiting for members. */
  | { kind: 'publish'; perGroup: number }
  /** Publishes to the first group until the broker is gone. */
  | { kind: 'publishUntilGone' }
  /** Connects one member of the first group, and counts what it has missed. */
  | { kind: 'count' }

export type Answer = {
  deliveries: number
  messages: number
  seconds: number
  /** Milliseconds from the confirmation of a message to the last member. */
  latencies: number[]
}
