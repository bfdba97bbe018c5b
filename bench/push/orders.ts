/** An order to the process of the push service, which answers each order with one message. */
export type VendorOrder =
  | { kind: 'open' }
  /** Completes when so many messages have come in all. */
  | { kind: 'await'; messages: number }
  /** Confirms every message that has come since the last such order, as the receivers' workers do. */
  | { kind: 'confirm'; url: string }

export type VendorAnswer = {
  origin: string
  /** The keys of all subscriptions. */
  p256dh: string
  auth: string
  /** Bytes of the messages that this order waited for or confirmed. */
  bytes: number
}
