import type { Child } from '../kit/child.ts'

/** Bytes of one notification on the wire, with everything around its payload. */
export const MESSAGE_BYTES = 329
export const CHANNEL = 'bench'

/** What a socket says when it is open, and what must have come before it says more. */
export type Step = { say: Buffer; until: string }

/** Somebody else's server that sends to many, in the settings that favour it. */
export type Peer = {
  name: string
  /** `undefined` when it is not installed. */
  version: () => string | undefined
  start: (input: { port: number; directory: string }) => Promise<Child>
  wire: Wire
}

/** How one subscribes and publishes, byte by byte. Every message that comes takes `MESSAGE_BYTES`. */
export type Wire = {
  subscribe: readonly Step[]
  publisher: readonly Step[]
  message: Buffer
}
