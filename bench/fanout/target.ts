import type { Receivers } from './receivers.ts'

/** What the load process connects to: so many sockets that receive, and somebody who publishes. */
export type Target = {
  receivers: Receivers
  /** Settles when the message was accepted, where the server tells that; else at once. */
  publish: () => Promise<void>
  close: () => void
}

/** Told to the load process over its channel; each is answered by one message. */
export type Order =
  | { kind: 'connect'; target: 'AOI Server' | (string & {}); port: number; sockets: number; apiKey?: string }
  | { kind: 'run'; inFlight: number; seconds: number; pauseMilliseconds: number }

export type Answer = {
  deliveries: number
  messages: number
  seconds: number
  latencies: Latencies
}

/** Milliseconds until the last socket had it, a message each. */
export type Latencies = { fromAccepted: number[]; fromPublished: number[] }
