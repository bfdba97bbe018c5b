export type Hear = (message: string, subject: string) => void

/**
 * Word between the nodes that share a database, implemented by `server/bus` within one process and over Redis;
 * `server/testing/bus-contract.ts` is what both must satisfy. It carries hints (R2): a message may be lost, and whoever
 * tells one neither waits nor learns what became of it.
 */
export interface Bus {
  /** False while word may not come or go: then the database alone tells what other nodes did. */
  readonly isWell: boolean
  /** To every other node that listens on the subject now; in the order told, as far as it comes. Never throws. */
  tell(subject: string, message: string): void
  /** Calls `hear`, and nobody else, with what other nodes tell. Word that is told meanwhile may be missed. */
  listen(subject: string, hear: Hear): void
  /** Nobody hears of the subject any more. Idempotent. */
  ignore(subject: string): void
  /** Calls `run` each time the bus is well again: what was told meanwhile is to be looked for elsewhere. */
  onReturn(run: () => void): void
  close(): Promise<void>
}

/** What a node wants to hear of while it has a member, or a session, of it. */
export type Interest =
  | { kind: 'token'; tokenId: number; clientAppToken: string }
  | { kind: 'aoiClient'; aoiClientId: string }

/** What is heard of. Whoever begins twice hears once, and has to end twice. */
export interface Interests {
  begin(interest: Interest): void
  end(interest: Interest): void
}
