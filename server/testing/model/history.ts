import type { GapReason, Urgency } from '#protocol'

/**
 * Everything that a run has seen from outside, as plain data. Times are milliseconds of one monotonic clock. A request
 * has `began`, and has `ended` once it was answered.
 */
export type Asked = { began: number; ended?: number | undefined }

/** One notification that was submitted. A failed request may have been accepted: its outcome is unknown. */
export type Submission = Asked & {
  kind: 'submission'
  /** The payload. */
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
  /** Undefined for a registration without an answer, where the token is not known. */
  token?: string | undefined
  status?: number | undefined
}

export type SessionBegin = {
  kind: 'session'
  session: number
  client: string
  node: number
  began: number
  /** The time at which `aoiSession` arrived. */
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
  /** Sent by the client. `answered` is set once the server has confirmed it. */
  | { kind: 'ack'; session: number; at: number; answered?: number | undefined; token: string; seq: number }
  | { kind: 'closing'; session: number; at: number; code: number }
  /** The server said that the registration for the token is over. */
  | { kind: 'revoked'; session: number; at: number; token: string }
  /** The connection is gone. `by` is the side that ended it. */
  | { kind: 'sessionEnd'; session: number; at: number; by: 'client' | 'server' }
  /** The client stops reading, or reads again. */
  | { kind: 'halfOpen' | 'resume'; session: number; at: number }
  | (Asked & { kind: 'cancel'; id: string; status?: number | undefined })
  | (Asked & { kind: 'status'; id: string; body: StatusBody })
  | (Asked & { kind: 'down'; node: number; how: 'kill' | 'drain' })
  /** A cause, such as the database or the machine, delayed everything by that many milliseconds. */
  | { kind: 'late'; from: number; to: number; milliseconds: number }
  /** Redis stops carrying messages, or carries them again. */
  | { kind: 'redis'; at: number; isWell: boolean }
  /** From here on the run only waits for notifications that must arrive. */
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
  /** How nodes learn of each other's changes. */
  nodes: 'one' | 'polled' | 'redis'
  events: readonly HistoryEvent[]
}

export type Violation = { rule: string; at: number; text: string }
