import { LIMITS } from '#protocol'

type Lifetime = { acceptedAt: number; expiresAt: number }

/** The member that a notification is planned for, as its session stands. */
export type Recipient = {
  readonly registrationId: number
  /** The head of the log when the member joined the session: everything up to it was committed before. */
  readonly joinedSeq: number
  /** When the session began, by the clock that also dates notifications. */
  readonly connectedAt: number
}

/** TTL 0: for the members that are connected when it is accepted, and for nobody else. */
export function isNowOrNever({ acceptedAt, expiresAt }: Lifetime): boolean {
  return expiresAt === acceptedAt
}

/** When a notification is over, unless something ends it before. TTL 0 lasts as long as its fan-out may take. */
export function endsAt(lifetime: Lifetime): number {
  return lifetime.expiresAt + (isNowOrNever(lifetime) ? LIMITS.nowOrNeverMilliseconds : 0)
}

/** Whether the member was connected when the notification was accepted, if that matters. */
export function isDueTo(entry: Lifetime & { seq: number }, recipient: Recipient): boolean {
  if (!isNowOrNever(entry)) return true
  return entry.seq > recipient.joinedSeq && entry.acceptedAt >= recipient.connectedAt
}
