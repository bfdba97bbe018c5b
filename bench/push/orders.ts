/** An order to the process of the push service, which answers each order with one message. */
export type VendorOrder =
  | { kind: 'open' }
  /** Completes when so many messages have come in all. */
  | { kind: 'await'; messages: number }
  /** Confirms so many of the messages that have come since the last such order, as the receivers' workers do. */
  | { kind: 'confirm'; url: string; messages: number }

export type VendorAnswer = {
  origin: string
  /** The keys of all subscriptions. */
  p256dh: string
  auth: string
}
