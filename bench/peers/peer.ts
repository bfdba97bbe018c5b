import type { Child } from '../kit/child.ts'

/** Bytes of a whole notification on the wire, payload included. */
export const MESSAGE_BYTES = 329
export const CHANNEL = 'bench'

/** Bytes to send, and the text that must arrive before the next step. */
export type Step = { say: Buffer; until: string }

/** Another project's server that sends to many subscribers, with the settings that favour it. */
export type Peer = {
  name: string
  /** Returns `undefined` when the server is not installed. */
  version: () => string | undefined
  start: (input: { port: number; directory: string }) => Promise<Child>
  wire: Wire
}

/** The bytes to subscribe and to publish. Every message that arrives takes `MESSAGE_BYTES`. */
export type Wire = {
  subscribe: readonly Step[]
  publisher: readonly Step[]
  message: Buffer
}
