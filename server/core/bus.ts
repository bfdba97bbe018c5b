export type OnMessage = (message: string, subject: string) => void

/**
 * Messages between the nodes that share a database. `server/bus` implements it within one process and over Redis, and
 * both pass `server/testing/bus-contract.ts`. It carries hints (R2): a message may be lost, and the sender neither
 * waits for delivery nor learns of it.
 */
export interface Bus {
  /** False while messages may be lost: then only the database has the events of other nodes. */
  readonly isWell: boolean
  /** Sends to every other node that listens on the subject, in order, best effort. Never throws. */
  publish(subject: string, message: string): void
  /**
   * Replaces the subject's listener by `onMessage`, which gets the messages of other nodes. May miss messages sent before
   * it takes effect.
   */
  listen(subject: string, onMessage: OnMessage): void
  /** Stops listening on the subject. Idempotent. */
  ignore(subject: string): void
  /**
   * Calls `run` each time the bus is well again: messages of the meantime may be lost, and the caller looks elsewhere.
   */
  onReturn(run: () => void): void
  close(): Promise<void>
}

/** A subject that a node follows while it has a member of the token, or a session of the AOI Client. */
export type Interest =
  | { kind: 'token'; tokenId: number; clientAppToken: string }
  | { kind: 'aoiClient'; aoiClientId: string }

/** The followed subjects, counted: two calls of `begin` need two calls of `end`. */
export interface Interests {
  begin(interest: Interest): void
  end(interest: Interest): void
}
