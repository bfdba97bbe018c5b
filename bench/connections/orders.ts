import type { CrowdParts } from './crowd.ts'

/** Told to the process that holds the connections; each is answered by one message. */
export type CrowdOrder =
  | ({ kind: 'enter' } & CrowdParts)
  /** Settles when all came back, and each has received so many. The server is down when it is told. */
  | { kind: 'storm'; notifications: number }
  | { kind: 'send'; apiKey: string; port: number; clientAppToken: string; count: number }

export type CrowdAnswer = {
  enteredSeconds: number
  caughtUpSeconds: number
  refusals: number
  latencies: number[]
}
