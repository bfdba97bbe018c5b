import type { z } from 'zod'
import type { KeptElements } from './journal/journal-record.ts'

export type Json = z.core.util.JSONType

/**
 * The token, and the elements of the journal: `id`, `seq`, `sentAt`, `expiresAt`, and the `traceparent` of the sender's
 * trace if it has one. The id is stable: it is the same at every instance and every time that the notification is handed
 * over. Times are ISO 8601.
 */
export type NotificationElements = { clientAppToken: string; applicationName: string } & KeptElements

/**
 * A notification as the handler gets it: JSON, or the body of a Web Push message with its headers. `payloadText` is the
 * JSON as it was sent, without the white space between its tokens. `payload` is its value, which cannot represent every
 * number.
 */
export type ClientNotification = NotificationElements &
  (
    | { readonly payload: Json; payloadText: string }
    | { data: Uint8Array; headers: Record<string, unknown> & { encoding: string } }
  )

export type HandlerContext = {
  /** 1 for the first time this instance gets this notification. */
  attempt: number
  /**
   * Aborted when the handler is detached or the AOI Client closes. A waiting handler then ends: it throws if the
   * notification is to come again (not counted as an attempt), and returns otherwise.
   */
  signal: AbortSignal
}

/** Handled when it returns or its promise resolves; handed over again when it throws. */
export type NotificationHandler = (
  notification: ClientNotification,
  context: HandlerContext,
) => void | Promise<void>

/** A notification that the handler refused too often. It stays in the journal until `retryParked` or `unregister`. */
export type ParkedNotification = {
  instance: string
  notification: ClientNotification
  attempts: number
  /** Message of the last error. */
  error: string
  parkedAt: number
}
