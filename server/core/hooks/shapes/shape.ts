import type { Urgency } from '#protocol'
import type { Display } from '#protocol/display.ts'
import type { AoiError } from '../../errors.ts'

/** A stock sender's request, as it was received. The credential is already checked, and is in none of the members. */
export type HookRequest = {
  method: string
  /**
   * ntfy: the topic as the sender wrote it, which the answer repeats. Where it is undefined, the body may be JSON that
   * has the topic.
   */
  topic?: string
  /** The segments of the path below the address or topic, such as `['publish']`. */
  path?: readonly string[]
  query: URLSearchParams
  /** The first value of a header, by its name in lower case. */
  header: (name: string) => string | undefined
  body: Uint8Array
  /** Unix ms. */
  receivedAt: number
}

/** The settings of the hook that a shape may use. */
export type HookSettings = {
  name: string
  /** The templates of the shape `json`, by field; JSON text. */
  template: string | undefined
  /** Signs the requests of GitHub, Gitea, Grafana: HMAC-SHA-256 over the body. */
  signingSecret: string | undefined
}

/** The notification that a request asks for. */
export type HookMessage = {
  display: Display
  ttlSeconds?: number
  urgency?: Urgency
  /** Replaces a pending notification with the same topic. */
  topic?: string
  /** The sender's own id of the message: a repeated request with this id makes no second notification. */
  idempotencyKey?: string
  /** Unix ms. The notification is accepted then. */
  deliverAt?: number
  /** Members of the answer that repeat the request in the sender's own form. They belong to the answer alone. */
  echo?: Readonly<Record<string, unknown>>
}

/** `nothing`: a valid request that asks for no notification, such as a ping. `reason` is a sentence. */
export type ShapeResult = { kind: 'message'; message: HookMessage } | { kind: 'nothing'; reason: string }

/** The accepted notification, for the answer. Times are Unix ms. */
export type HookAccepted = {
  notificationId: string
  acceptedAt: number
  expiresAt: number
  /** Absent while it waits for its time. */
  recipients?: number
  message: HookMessage
}

export type ShapeAnswer = { status: number; body: object | string; headers?: Record<string, string> }

/** A kind of stock sender: how its requests are read, and the answers that it expects. Pure functions. */
export interface Shape {
  /** Throws `invalid` with the field if a template of this shape cannot be used. Without it, the shape has none. */
  checkTemplate?(template: string): void
  /** Throws `AoiError` (`invalid`, `unauthorized` for a wrong signature): the message names the field and the expected value. */
  read(request: HookRequest, settings: HookSettings): ShapeResult
  accepted(accepted: HookAccepted): ShapeAnswer
  nothing(reason: string): ShapeAnswer
  /** The answer of any refusal: by `read`, by the credential, by a limit, by the log. */
  refused(error: AoiError): ShapeAnswer
}
