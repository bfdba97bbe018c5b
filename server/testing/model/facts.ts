import { LIMITS } from '#protocol'
import type { Frame, History, HistoryEvent, Membership, SessionBegin, Submission } from './history.ts'
import {
  LATE_FACTOR,
  POLL_MILLISECONDS,
  REDIS_MILLISECONDS,
  REDIS_NOTICED_MILLISECONDS,
  SAME_NODE_MILLISECONDS,
} from './tolerances.ts'

export type Ack = Extract<HistoryEvent, { kind: 'ack' }>
export type Cancel = Extract<HistoryEvent, { kind: 'cancel' }>
export type Status = Extract<HistoryEvent, { kind: 'status' }>
export type Down = Extract<HistoryEvent, { kind: 'down' }>

/** A session with its frames and acknowledgements, in order. */
export type SessionFacts = SessionBegin & {
  frames: Frame[]
  acks: Ack[]
  /** The time at which it was over for the client; infinite while it lasts. */
  endedAt: number
  endedBy: 'client' | 'server' | undefined
  closing: number | undefined
  revoked: { token: string; at: number }[]
  /** Times in which the client read nothing. */
  blind: { from: number; to: number }[]
}

/**
 * A client's membership of a token. `began` and `ended`: request and answer of the registration. `until` and `gone`:
 * request and answer of the deregistration.
 */
export type Stay = {
  client: string
  token: string
  began: number
  ended: number
  until: number
  gone: number
}

/** An accepted notification at its place in the log. */
export type LogRow = Submission & { id: string; seq: number; recipients: number; ended: number }

/** Indexes the history for the rules. */
export class Facts {
  readonly history: History
  readonly sessions: readonly SessionFacts[]
  readonly submissions: readonly Submission[]
  /** By token: the accepted notifications by seq. */
  readonly logs = new Map<string, Map<number, LogRow>>()
  readonly byId = new Map<string, LogRow>()
  readonly stays: readonly Stay[]
  readonly cancels = new Map<string, Cancel[]>()
  readonly statuses: readonly Status[]
  readonly downs: readonly Down[]
  readonly settlingAt: number

  constructor(history: History) {
    this.history = history
    const { events } = history
    this.submissions = events.filter((event) => event.kind === 'submission')
    this.statuses = events.filter((event) => event.kind === 'status')
    this.downs = events.filter((event) => event.kind === 'down')
    this.sessions = sessionsOf(events)
    this.stays = staysOf(events.filter(isMembership))
    this.settlingAt = events.find((event) => event.kind === 'settling')?.at ?? Number.POSITIVE_INFINITY
    for (const event of events)
      if (event.kind === 'cancel') push(this.cancels, { key: event.id, item: event })
    for (const submission of this.submissions) this.#index(submission)
  }

  /** Requests that repeat an idempotency key get the seq of the first one. Only the first is indexed. */
  #index(submission: Submission): void {
    const { id, seq, recipients, ended, token } = submission
    if (id === undefined || seq === undefined || recipients === undefined || ended === undefined) return
    const log = this.logs.get(token) ?? new Map<number, LogRow>()
    this.logs.set(token, log)
    const known = log.get(seq)
    if (known !== undefined && known.began <= submission.began) return
    const row = { ...submission, id, seq, recipients, ended }
    log.set(seq, row)
    this.byId.set(id, row)
  }

  logOf(token: string): ReadonlyMap<number, LogRow> {
    return this.logs.get(token) ?? new Map()
  }

  /** Counts the requests for the token that began before `at` and whose outcome is unknown. */
  unknownBefore(token: string, at: number): number {
    return this.submissions.filter(
      (each) => each.token === token && each.began < at && each.id === undefined && isUnknown(each),
    ).length
  }

  /** The lowest head that the log can have had at `at`: the highest seq with an answer by then. */
  headBefore(token: string, at: number): number {
    let head = 0
    for (const row of this.logOf(token).values()) if (row.ended <= at) head = Math.max(head, row.seq)
    return head
  }

  /** The highest head that the log can have had at `at`: every request that began by then may have been accepted. */
  headBy(token: string, at: number): number {
    let head = 0
    for (const row of this.logOf(token).values()) if (row.began <= at) head = Math.max(head, row.seq)
    return head + this.unknownBefore(token, at)
  }

  /** True if the client left the token between these times. */
  hasLeft({ client, token, from, to }: { client: string; token: string; from: number; to: number }): boolean {
    return this.stays.some(
      (stay) => stay.client === client && stay.token === token && stay.until >= from && stay.until <= to,
    )
  }

  /** Milliseconds that the rules forgive between these times: the worst recorded delay, times `LATE_FACTOR`. */
  lateness(from: number, to: number): number {
    let most = 0
    for (const event of this.history.events)
      if (event.kind === 'late' && event.from < to && event.to > from)
        most = Math.max(most, event.milliseconds)
    return most * LATE_FACTOR
  }

  /** Milliseconds that a session may need to learn of a change that was answered at `at`. */
  wordMilliseconds(at: number): number {
    const late = this.lateness(at - 10_000, at + 10_000)
    if (this.history.nodes === 'one') return SAME_NODE_MILLISECONDS + this.stallsNear(at)
    if (this.history.nodes === 'polled' || !this.isRedisWell(at)) return POLL_MILLISECONDS + late
    return REDIS_MILLISECONDS + late
  }

  /**
   * The longest stall of the machine near `at`, in milliseconds. A slow database does not count: on one node, sessions
   * learn of a change without it.
   */
  stallsNear(at: number): number {
    let most = 0
    for (const event of this.history.events)
      if (
        event.kind === 'late' &&
        event.from === event.to - event.milliseconds &&
        Math.abs(event.to - at) < 2000
      )
        most = Math.max(most, event.milliseconds)
    return most
  }

  isRedisWell(at: number): boolean {
    let lastCut = Number.NEGATIVE_INFINITY
    let well = true
    for (const event of this.history.events) {
      if (event.kind !== 'redis' || event.at > at + REDIS_NOTICED_MILLISECONDS) continue
      well = event.isWell
      lastCut = event.at
    }
    return well && at - lastCut > REDIS_NOTICED_MILLISECONDS
  }

  wasDown(from: number, to: number, node?: number): boolean {
    return this.downs.some(
      (down) =>
        (node === undefined || down.node === node) &&
        down.began < to &&
        (down.ended ?? Number.POSITIVE_INFINITY) > from,
    )
  }

  /** The sessions of a client, in the order in which they began. */
  sessionsOf(client: string): SessionFacts[] {
    return this.sessions.filter((session) => session.client === client)
  }

  /** The latest membership that lets the client receive frames of the token at that time. */
  stayAt(input: { client: string; token: string; at: number }): Stay | undefined {
    return this.stays.findLast(
      (stay) => stay.client === input.client && stay.token === input.token && stay.began <= input.at,
    )
  }
}

function isMembership(event: HistoryEvent): event is Membership {
  return event.kind === 'register' || event.kind === 'deregister'
}

/** True without an answer, or with one that leaves open whether the server accepted the request. */
export function isUnknown({ status }: Submission): boolean {
  return status === undefined || status >= 500 || status === 409
}

/** The earliest and the latest time at which a notification can expire. */
export function lifeOf(row: Submission): { earliest: number; latest: number } {
  const milliseconds = row.ttlSeconds === 0 ? LIMITS.nowOrNeverMilliseconds : row.ttlSeconds * 1000
  return {
    earliest: row.began + milliseconds,
    latest: (row.ended ?? Number.POSITIVE_INFINITY) + milliseconds,
  }
}

function sessionsOf(events: readonly HistoryEvent[]): SessionFacts[] {
  const sessions = new Map<number, SessionFacts>()
  for (const event of events) {
    if (event.kind === 'session') {
      const open = { frames: [], acks: [], blind: [], revoked: [], endedAt: Number.POSITIVE_INFINITY }
      sessions.set(event.session, { ...event, ...open, endedBy: undefined, closing: undefined })
    } else if ('session' in event) note(sessions.get(event.session), event)
  }
  return [...sessions.values()].sort((a, b) => a.began - b.began)
}

function note(session: SessionFacts | undefined, event: HistoryEvent): void {
  if (session === undefined) return
  if (event.kind === 'notification' || event.kind === 'gap') session.frames.push(event)
  else if (event.kind === 'ack') session.acks.push(event)
  else if (event.kind === 'closing') session.closing = event.code
  else if (event.kind === 'revoked') session.revoked.push(event)
  else if (event.kind === 'halfOpen') session.blind.push({ from: event.at, to: Number.POSITIVE_INFINITY })
  else if (event.kind === 'resume') {
    const last = session.blind.at(-1)
    if (last !== undefined) last.to = event.at
  } else if (event.kind === 'sessionEnd') {
    session.endedAt = Math.min(session.endedAt, event.at)
    session.endedBy ??= event.by
  }
}

function staysOf(memberships: readonly Membership[]): Stay[] {
  const stays: Stay[] = []
  for (const { kind, client, token, began, ended, status } of memberships) {
    if (token === undefined) continue
    const last = stays.findLast((stay) => stay.client === client && stay.token === token)
    const isOpen = last !== undefined && last.until === Number.POSITIVE_INFINITY
    if (kind === 'register') {
      if (isOpen || (status !== undefined && status !== 200 && status < 500)) continue
      stays.push({
        client,
        token,
        began,
        ended: status === 200 ? (ended ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
        until: Number.POSITIVE_INFINITY,
        gone: Number.POSITIVE_INFINITY,
      })
    } else if (last !== undefined && isOpen) {
      last.until = began
      if (status === 200) last.gone = ended ?? Number.POSITIVE_INFINITY
    }
  }
  return stays
}

function push<Key, Item>(groups: Map<Key, Item[]>, { key, item }: { key: Key; item: Item }): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [item])
  else group.push(item)
}
