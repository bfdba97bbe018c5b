/** The part of the server that sends a request. A label of the metrics. */
export const OUTBOUND_PURPOSES = ['webhook', 'webPush'] as const
export type OutboundPurpose = (typeof OUTBOUND_PURPOSES)[number]

/** One request to a server elsewhere. The client adds `Host` and `Content-Length`. */
export type OutboundRequest = Readonly<{
  purpose: OutboundPurpose
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Absolute, `http` or `https`, without credentials. */
  url: string
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array
}>

/** Reasons why a request got no answer. */
export const OUTBOUND_FAILURES = [
  /** The URL is none of `http` or `https`, or holds credentials. */
  'badUrl',
  /** Every address of the host is private or local, and `AOI_OUTBOUND_ALLOW` does not name it. */
  'refusedAddress',
  'unresolved',
  'unreachable',
  'timedOut',
  /** The latest requests to this origin failed, so this one was not sent. */
  'circuitOpen',
  /** Too many requests are under way, to this origin or to all: this one was not sent. */
  'busy',
] as const
export type OutboundFailureName = (typeof OUTBOUND_FAILURES)[number]

/** A failure. `detail` is a code or a few words, without the URL. */
export type OutboundFailure = Readonly<{
  outcome: OutboundFailureName
  detail: string
  /** With `circuitOpen` and `busy`: no earlier attempt is sent. */
  retryAfterMilliseconds?: number
}>

/** An answer of any status. A redirect is an answer: the client never follows it. */
export type OutboundAnswer = Readonly<{
  outcome: 'answered'
  status: number
  /** Names are in lower case; repeated headers are joined by a comma. */
  headers: Readonly<Record<string, string>>
  /** At most `LIMITS.outboundAnswerBytes`. */
  body: Uint8Array
  /** False if the body was longer. */
  isWhole: boolean
}>

/** The only way for the server to call other servers. `server/outbound` implements it. */
export interface Outbound {
  /** Sends the request once. Never rejects, and takes at most `LIMITS.outboundSeconds`. */
  send(request: OutboundRequest): Promise<OutboundAnswer | OutboundFailure>
  /** Returns a sentence about a URL that `send` would refuse without a lookup, for forms that accept URLs. */
  findUrlFault(url: string): string | undefined
}
