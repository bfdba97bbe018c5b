import type { CrowdParts } from './crowd.ts'

/** An order to the process that holds the connections, which answers each order with one message. */
export type CrowdOrder =
  | ({ kind: 'enter' } & CrowdParts)
  /**
   * Completes when all clients are back and each has received that many notifications. The server is down when the
   * order is given.
   */
  | { kind: 'storm'; notifications: number }
  | { kind: 'send'; apiKey: string; port: number; clientAppToken: string; count: number }

export type CrowdAnswer = {
  enteredSeconds: number
  caughtUpSeconds: number
  refusals: number
  latencies: number[]
}
