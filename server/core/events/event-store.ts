import type { EventType } from '#protocol/event-types.ts'

/** An event as it is recorded. `data` has the elements of its type in `docs/events.md`. */
export type NewEvent = {
  type: EventType
  /** Unix ms. */
  at: number
  applicationName: string
  data: Readonly<Record<string, string | number | undefined>>
}

/** An event in the order of all events. */
export type StoredEvent = {
  /** Its place: 1, 2, 3 … within the epoch. */
  position: number
  /** `evt_` and a UUIDv7: the same in every attempt. */
  eventId: string
  type: EventType
  at: number
  applicationName: string
  /** JSON text. */
  data: string
}

/** The first and the last event that are kept. `last` is 0 before the first event. */
export type EventRange = { first: number; last: number }

/** A key that reads the stream: events of its applications are recorded until `endsAt` (Unix ms). */
export type EventReader = { apiKeyId: string; grants: readonly string[]; endsAt: number }

/** The outbox of events in the database, beside the `Store` and on its connections. */
export interface EventStore {
  /** Reads the applications whose events somebody wants. Until then, none are recorded. Returns whether there are any. */
  refreshInterests(now: number): Promise<boolean>
  /** Notes a reader of the stream. Its events are recorded on this node from now on. */
  keepReader(reader: EventReader): Promise<void>
  /**
   * Takes the lease for the node, or renews it until `endsAt`. Returns false if another node has it. `now` and `endsAt`
   * are Unix ms.
   */
  takeLease(input: { nodeId: string; now: number; endsAt: number }): Promise<boolean>
  /** Gives the lease up, so that another node takes it at once. */
  leaveLease(nodeId: string): Promise<void>
  /**
   * Gives the next positions to events without one, `rows` at most, in the order in which they happened. Returns how
   * many; none if the node has no lease.
   */
  number(input: { nodeId: string; rows: number }): Promise<number>
  /**
   * Records the events of notifications that expired before `before`, after looking at `rows` at most. Returns whether
   * there may be more.
   */
  expire(input: { nodeId: string; before: number; rows: number }): Promise<boolean>
  /** Events after the position, in order. */
  read(input: { after: number; rows: number }): Promise<StoredEvent[]>
  find(eventId: string): Promise<StoredEvent | undefined>
  readRange(): Promise<EventRange>
}
