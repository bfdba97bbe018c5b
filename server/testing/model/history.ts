import type { GapReason, Urgency } from '#protocol'

/**
 * What a run has seen from outside, in plain data. Times are milliseconds of one monotonic clock; what was asked has
 * `began`, and `ended` once it was answered.
 */
export type Asked = { began: number; ended?: number | undefined }

/** One notification that was asked for. Requests that fail may have been accepted: their outcome is not known. */
export type Submission = Asked & {
  kind: 'submission'
  /** Its payload. */
  mark: string
  token: string
  ttlSeconds: number
  urgency: Urgency
  topic?: string
  idempotencyKey?: string
  bodyHash: string
  status?: number
  id?: string
  seq?: number
  recipients?: number
}

export type Membership = Asked & {
  kind: 'register' | 'deregister'
  client: string
  /** Of a registration that was not answered: undefined where the token is not known. */
  token?: string | undefined
  status?: number | undefined
}

export type SessionBegin = {
  kind: 'session'
  session: number
  client: string
  node: number
  began: number
  /** When `aoiSession` came. */
  at: number
  minimumUrgency?: Urgency
  /** Cursors that the server has to believe. */
  claims: Readonly<Record<string, number>>
  epoch: string
  registrations: readonly { token: string; ackedSeq: number; headSeq: number }[]
}

export type Frame = { session: number; at: number; token: string; bytes: number } & (
  | { kind: 'notification'; seq: number; id: string; mark: string }
  | { kind: 'gap'; fromSeq: number; toSeq: number; reason: GapReason }
)

export type HistoryEvent =
  | Submission
  | Membership
  | SessionBegin
  | Frame
  | {
      kind: 'heads'
      session: number
      at: number
      heads: readonly (readonly [token: string, headSeq: number])[]
    }
  /** Sent by the client; `answered` once the server has taken it. */
  | { kind: 'ack'; session: number; at: number; answered?: number | undefined; token: string; seq: number }
  | { kind: 'closing'; session: number; at: number; code: number }
  /** The server said that the registration for the token is over. */
  | { kind: 'revoked'; session: number; at: number; token: string }
  /** The connection is gone; `by` says from which side. */
  | { kind: 'sessionEnd'; session: number; at: number; by: 'client' | 'server' }
  /** The client stops and begins to read. */
  | { kind: 'halfOpen' | 'resume'; session: number; at: number }
  | (Asked & { kind: 'cancel'; id: string; status?: number | undefined })
  | (Asked & { kind: 'status'; id: string; body: StatusBody })
  | (Asked & { kind: 'down'; node: number; how: 'kill' | 'drain' })
  /** Something made everything late by so much: the database, the machine. */
  | { kind: 'late'; from: number; to: number; milliseconds: number }
  /** Redis carries nothing from then on, or again. */
  | { kind: 'redis'; at: number; isWell: boolean }
  /** From here on only what has to arrive is waited for. */
  | { kind: 'settling'; at: number }
  | { kind: 'fault'; at: number; text: string }

export type StatusBody = {
  recipients: number
  acked: number
  pending: number
  expired: number
  expiredBy: { ttl: number; cancelled: number; replaced: number; revoked: number }
}

export type History = {
  /** How word passes between nodes. */
  nodes: 'one' | 'polled' | 'redis'
  events: readonly HistoryEvent[]
}

export type Violation = { rule: string; at: number; text: string }
