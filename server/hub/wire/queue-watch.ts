/** Listens to the send queue of a connection. */
export interface QueueWatch {
  /** The kernel has not taken some bytes yet. */
  waiting(): void
  /** The kernel has taken all bytes. */
  taken(): void
}
