import type { Receivers } from './receivers.ts'

/** The load process's connection to a server: the sockets that receive, and a publisher. */
export type Target = {
  receivers: Receivers
  /** Resolves when the server has accepted the message, or at once if the server does not confirm it. */
  publish: () => Promise<void>
  close: () => void
}

/** An order to the load process over its channel. The process answers each order with one message. */
export type Order =
  | { kind: 'connect'; target: 'AOI Server' | (string & {}); port: number; sockets: number; apiKey?: string }
  | { kind: 'run'; inFlight: number; seconds: number; pauseMilliseconds: number }

export type Answer = {
  deliveries: number
  messages: number
  seconds: number
  latencies: Latencies
}

/** Milliseconds until the last socket had the message, one value per message. */
export type Latencies = { fromAccepted: number[]; fromPublished: number[] }
