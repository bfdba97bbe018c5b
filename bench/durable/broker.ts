import type { Child } from '../kit/child.ts'

/** Bytes of a payload, so that a notification takes about 330 bytes on the wire of every broker. */
export const PAYLOAD = 'x'.repeat(150)
/** Messages that a member may have without an acknowledgement, as with an AOI Client. */
export const WINDOW = 64

/** Groups of members. Each member has everything that is sent to its group, and acknowledges it. */
export type Shape = { groups: number; members: number }

export type MemberInput = {
  port: number
  /** The number of the member among those of all groups, from 0. */
  index: number
  group: number
  /** The number of its connection, for its local address. */
  connection: number
  /** Messages that the member has had before. */
  before: number
  /** Called when further messages have arrived; the member acknowledges them by itself. */
  onMessages: (count: number) => void
}

/** A connection; `close` cuts it. */
export type Open = { close: () => void }
/** `publish` resolves when the broker has confirmed the message. */
export type Publisher = Open & { publish: (group: number) => Promise<void> }

/** The clients of a broker, as the load process opens them. */
export type Clients = {
  /** Makes what the broker has to know before the members come. */
  prepare?: (port: number, shape: Shape) => Promise<void>
  /** Resolves when the member is connected and served. */
  openMember: (input: MemberInput) => Promise<Open>
  openPublisher: (input: { port: number; apiKey: string }) => Promise<Publisher>
}

/** Another project's server that stores a message before it confirms it, and an acknowledgement for each member. */
export type Broker = {
  name: string
  /** The settings, and the guarantee that they give. */
  guarantee: string
  /** The package of Debian that brings it. */
  package: string
  version: () => string | undefined
  start: (input: { port: number; directory: string }) => Promise<Child>
  clients: Clients
}
