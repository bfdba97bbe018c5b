import type { Urgency } from '#protocol'

/**
 * An operation of a run. Clients, tokens, nodes and notifications are numbers that choose among the existing ones. A
 * script therefore stays valid when the shrinker removes operations.
 */
export type Operation =
  | { does: 'connect'; client: number; node: number; claims: Claims; minimumUrgency?: Urgency }
  | { does: 'disconnect' | 'halfOpen' | 'resume'; client: number }
  | { does: 'register'; client: number; token: number | 'unique'; node: number; by: 'session' | 'http' }
  | { does: 'deregister'; client: number; token: number; node: number; by: 'session' | 'http' }
  | { does: 'send'; node: number; sent: Sent }
  | { does: 'sendAtOnce'; node: number; sent: readonly Sent[] }
  | { does: 'sendToSeveral'; node: number; tokens: readonly number[]; ttl: number }
  | { does: 'fill'; node: number; token: number; count: number }
  | { does: 'acknowledge'; client: number; token: number; how: AckKind }
  | { does: 'answer'; client: number; eager: boolean }
  | { does: 'cancel' | 'readStatus'; node: number; notification: number }
  | { does: 'wait'; milliseconds: number }
  | { does: 'together'; parts: readonly { after: number; operation: Operation }[] }
  | { does: 'kill' | 'drain'; node: number }
  | { does: 'slowDatabase'; milliseconds: number }
  | { does: 'cutRedis' | 'mendRedis' }

/** The cursors of a handshake: none, the client's own, or cursors that the server must not believe. */
export type Claims = 'none' | 'own' | 'ofAnotherEpoch' | 'beyondTheHead' | 'ofAForeignToken'

export type AckKind =
  | 'all'
  | 'one'
  | 'half'
  | 'beyond'
  | 'backwards'
  | 'twice'
  | 'unknownToken'
  | 'foreignToken'
  | 'inOlderSession'

export type Sent = {
  token: number
  /** Seconds; absent: the server's default. */
  ttl?: number
  urgency?: Urgency
  topic?: string
  /** An idempotency key: the same number is the same key. */
  key?: number
  /** With a key: sends another body than the first request with that key. */
  otherBody?: boolean
}
