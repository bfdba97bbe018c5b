/** Limits of requests of a Server Application. Units are the last word of the name. */
export const SENDING_LIMITS = {
  attempts: 5,
  backoffMilliseconds: 250,
  /** If the server asks for a longer wait, sending gives up. */
  waitMaxMilliseconds: 30_000,
  /** Time for an answer, beyond the wait for acks that the request asks for. */
  answerMilliseconds: 30_000,
  /** Greatest answer of the server. */
  answerBytes: 65_536,
  /** Longest wait for acks; the server allows less in one request, and is asked again. */
  ackWaitSeconds: 86_400,
  /** Pause before a request that waits on. */
  ackPauseMilliseconds: 1000,
} as const
