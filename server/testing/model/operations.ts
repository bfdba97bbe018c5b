import type { Urgency } from '#protocol'

/**
 * What a run does. Clients, tokens, nodes and notifications are numbers that choose among those there are, so that a
 * script still makes sense when operations are taken out of it.
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

/** The cursors of a handshake: none, those it has, or such as the server must not believe. */
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
  /** Seconds; the server's default when absent. */
  ttl?: number
  urgency?: Urgency
  topic?: string
  /** An idempotency key: the same number is the same key. */
  key?: number
  /** With a key: another body than the first has. */
  otherBody?: boolean
}
