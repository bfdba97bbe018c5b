/** Every limit of the AOI Client in one table (README, "Limits"). Units are the last word of the name. */
export const CLIENT_LIMITS = {
  /** Acknowledging upstream: whichever comes first (`docs/protocol.md` section 3). */
  ackMilliseconds: 100,
  ackNotifications: 64,
  /** Half of the server's window of bytes, so that large notifications do not wait for the clock. */
  ackBytes: 32_768,

  /** Handing over */
  handlerAttempts: 5,
  handlerBackoffMilliseconds: 500,
  handlerBackoffMaxMilliseconds: 30_000,
  /**
   * Received but unhandled notifications per token. Above it the AOI Client takes no more, and the rest waits on the
   * server.
   */
  heldNotifications: 10_000,
  /** For tokens that a pending registration may turn out to have. */
  earlyMessages: 256,

  /** Connecting */
  backoffMilliseconds: 500,
  backoffMaxMilliseconds: 20_000,
  sessionOpenMilliseconds: 10_000,
  requestMilliseconds: 10_000,
  /** Limits on messages of a server; an excess is a protocol error. */
  answerBytes: 65_536,
  frameBytes: 4_194_304,
  frameDepth: 512,
  frameAttachments: 1,
  serverIdBytes: 64,
  closeMilliseconds: 5000,

  /** Journal: compacted when it has more than this many records and more than twice the records of a snapshot. */
  compactRecords: 10_000,
} as const
