import { LIMITS } from '#protocol'

type Lifetime = { acceptedAt: number; expiresAt: number }

/** The member that a notification is planned for, with the state of its session. */
export type Recipient = {
  readonly registrationId: number
  /** The head of the log when the member joined the session: earlier seqs were committed before. */
  readonly joinedSeq: number
  /** When the session began, by the clock that also dates notifications. */
  readonly connectedAt: number
}

/** TTL 0: only for members that are connected when the notification is accepted. */
export function isNowOrNever({ acceptedAt, expiresAt }: Lifetime): boolean {
  return expiresAt === acceptedAt
}

/** Returns the end of a notification, unless something ends it earlier. TTL 0 lasts as long as its fan-out may take. */
export function endsAt(lifetime: Lifetime): number {
  return lifetime.expiresAt + (isNowOrNever(lifetime) ? LIMITS.nowOrNeverMilliseconds : 0)
}

/** True unless the notification has TTL 0 and the member was not connected when it was accepted. */
export function isDueTo(entry: Lifetime & { seq: number }, recipient: Recipient): boolean {
  if (!isNowOrNever(entry)) return true
  return entry.seq > recipient.joinedSeq && entry.acceptedAt >= recipient.connectedAt
}
