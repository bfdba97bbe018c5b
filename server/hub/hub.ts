import { isDeepStrictEqual } from 'node:util'
import { LIMITS } from '#protocol'
import type { Announcement } from '../core/announcement.ts'
import type { Interest, Interests } from '../core/bus.ts'
import type { Context } from '../core/context.ts'
import type { Run } from '../core/delivery/gap-runs.ts'
import type { Failpoint } from '../core/failpoint.ts'
import type { ConnectionState, LocalPresence, Reach } from '../core/presence.ts'
import type { EndedSession, RefusedMove, Registration } from '../core/store.ts'
import { CountsByName } from '../core/tally/counts-by-name.ts'
import {
  emptyTransportCounts,
  type TransportCounts,
  type TransportName,
} from '../core/tally/transport-counts.ts'
import type { OnUnexpected } from '../core/unexpected.ts'
import { CursorFlusher } from './cursor-flusher.ts'
import { ConnectedTokens } from './fan-out/connected-tokens.ts'
import { FanOut } from './fan-out/fan-out.ts'
import { type Delivery, subscriptionOf } from './session/delivery.ts'
import type { MessageMeter } from './session/message-meter.ts'
import { Opening } from './session/opening.ts'
import { Openings } from './session/openings.ts'
import type { Binding } from './session/session.ts'
import { Session } from './session/session.ts'
import type { Transport } from './session/transport.ts'

export type HubParts = {
  context: Context
  /** The id under which the database records the sessions of this node. */
  nodeId: string
  failpoint?: Failpoint | undefined
  /** The tokens and AOI Clients about which this node wants messages from the other nodes. */
  interests: Interests
  onUnexpected: OnUnexpected
}

/** The part of an ended session that the flight recorder keeps. */
type Flight = Pick<EndedSession, 'openedAt' | 'closingCode' | 'roundTripMs'>

/** A cumulative acknowledgement. `passed`: sent seqs up to there that the member will never acknowledge. */
type Ack = readonly [clientAppToken: string, seq: number, passed?: readonly Run[]]

/** The sessions of this node and their registrations. The hub keeps both consistent with the log. */
export class Hub implements LocalPresence {
  readonly #parts: HubParts & { onEnded: (ended: EndedSession) => void }
  readonly #sessions = new Map<string, Session>()
  readonly #openings = new Openings()
  /** AOI Clients whose sessions have ended here and whose last acknowledgements may not be in the database yet. */
  readonly #unflushed = new Set<string>()
  readonly #fanOut: FanOut
  readonly #tokens: ConnectedTokens
  readonly cursors: CursorFlusher
  readonly transports: Readonly<Record<TransportName, TransportCounts>> = {
    socketIo: emptyTransportCounts(),
    pushSocket: emptyTransportCounts(),
    pushService: emptyTransportCounts(),
  }
  /** Sessions that have ended, by the code with which the server closed them, or `client`. */
  readonly endings = new CountsByName()

  /** `onEnded` is called with each session that has ended, which the database does not know yet. */
  constructor(parts: HubParts & { onEnded: (ended: EndedSession) => void }) {
    const { context, failpoint, interests, onUnexpected } = parts
    this.#parts = parts
    this.#fanOut = new FanOut({ context, onUnexpected, failpoint })
    this.#tokens = new ConnectedTokens({ context, interests, onUnexpected, fanOut: this.#fanOut })
    this.cursors = new CursorFlusher({
      store: context.store,
      clock: context.clock,
      failpoint,
      onMoved: (moves) => context.announce({ kind: 'acked', moves }),
      onRefused: (refused) => this.#endRefused(refused),
      onError: (error) => onUnexpected(error, { kind: 'step', name: 'cursors' }),
    })
  }

  get onlineAoiClients(): number {
    return this.#sessions.size
  }

  /** Pages of the log that deliveries wait for. */
  get logReadsWaiting(): number {
    return this.#fanOut.logReadsWaiting
  }

  countOnline(tokenId: number): number {
    return this.#tokens.countMembers(tokenId)
  }

  isOnline(aoiClientId: string): boolean {
    return this.#sessions.has(aoiClientId)
  }

  describeConnection(aoiClientId: string): ConnectionState | undefined {
    const session = this.#sessions.get(aoiClientId)
    if (session === undefined) return undefined
    const { openedAt, hasOutstanding, credit, minimumUrgency, roundTripMs, isByPushService } = session
    return {
      ...{ openedAt, hasOutstanding, isByPushService },
      isWindowFull: credit.notifications <= 0 || credit.bytes <= 0,
      ...(minimumUrgency !== undefined && { minimumUrgency }),
      ...(roundTripMs !== undefined && { roundTripMs }),
    }
  }

  /** True while a session of the AOI Client is about to begin here. */
  isOpening(aoiClientId: string): boolean {
    return this.#openings.has(aoiClientId)
  }

  reachOf(aoiClientId: string, notification: { clientAppToken: string; seq: number }): Reach {
    const session = this.#sessions.get(aoiClientId)
    if (session === undefined) return 'offline'
    const delivery = session.deliveries.get(notification.clientAppToken)
    const isSent = delivery !== undefined && delivery.sentSeq >= notification.seq
    if (!session.isByPushService) return isSent ? 'sent' : 'queued'
    const { registrationId } = delivery ?? { registrationId: 0 }
    return isSent && session.isAccepted({ registrationId, seq: notification.seq }) ? 'pushed' : 'pushQueued'
  }

  get sessions(): IterableIterator<Session> {
    return this.#sessions.values()
  }

  /**
   * Opens a session for an authenticated AOI Client. Ends the session that the client has on this node first, so that
   * its cursors do not move after they are read. Returns `undefined` if the AOI Client has ended, or if its latest
   * session has another number than `after`.
   */
  async open(
    aoiClientId: string,
    after?: number,
  ): Promise<Omit<Binding, 'address' | 'cursors' | 'minimumUrgency'> | undefined> {
    const opening = new Opening(aoiClientId)
    this.#openings.add(opening)
    this.#parts.interests.begin(interestIn(opening))
    try {
      this.#displace(aoiClientId)
      if (this.#unflushed.has(aoiClientId)) await this.#writeCursors(aoiClientId)
      const { context, nodeId } = this.#parts
      const { store, clock } = context
      const openedAt = clock.now()
      const opened = await store.openSession({
        ...{ aoiClientId, at: openedAt, nodeId, ...(after !== undefined && { after }) },
      })
      if (opened !== undefined) {
        const { sessionNumber } = opened
        opening.sessionNumber = sessionNumber
        context.announce({ kind: 'sessionOpened', aoiClientId, sessionNumber })
        return { aoiClientId, opening, openedAt, ...opened }
      }
    } catch (error) {
      this.abandon(opening)
      throw error
    }
    this.abandon(opening)
    return undefined
  }

  /** The socket closed before it could join. Idempotent. */
  abandon(opening: Opening): void {
    if (!this.#openings.delete(opening)) return
    this.#parts.interests.end(interestIn(opening))
    this.#noteEnded(opening)
  }

  /** Ignores an opening without a number: the database never made it a session. */
  #noteEnded({ aoiClientId, sessionNumber }: Opening | Session, flight: Flight = {}): void {
    if (sessionNumber === undefined) return
    this.#parts.onEnded({ aoiClientId, sessionNumber, at: this.#parts.context.clock.now(), ...flight })
  }

  readonly #deliverAll = ({ deliveries }: Session): void => this.#fanOut.deliverAll(deliveries)

  /**
   * Adds a bound connection: sends it its registrations, then the notifications that it missed. Returns its session.
   */
  join(transport: Transport, bound: { binding: Binding; meter: MessageMeter }): Session {
    const { binding } = bound
    const { clock } = this.#parts.context
    // The session takes over the interest in its AOI Client from the opening. If the opening was abandoned, it begins
    // again.
    if (!this.#openings.delete(binding.opening)) this.#parts.interests.begin(interestIn(binding))
    const counts = this.transports[transport.name]
    const session = new Session({ transport, clock, counts, ...bound, onCredit: this.#deliverAll })
    const here = this.#sessions.get(session.aoiClientId)?.sessionNumber ?? 0
    const newestNumber = Math.max(here, binding.opening.newestNumber)
    if (binding.opening.clientEnded || newestNumber > session.sessionNumber) {
      this.#parts.interests.end(interestIn(binding))
      session.close(binding.opening.clientEnded ? 4401 : 4409)
      return session
    }
    this.#displace(session.aoiClientId)
    this.#sessions.set(session.aoiClientId, session)
    counts.open += 1
    counts.opened += 1
    this.#begin(session, binding)
    this.#parts.context.announce({ kind: 'sessionJoined', aoiClientId: session.aoiClientId })
    return session
  }

  #begin(session: Session, binding: Binding): void {
    const registrations = binding.opening.apply(binding.registrations)
    session.emit('aoiSession', {
      messageType: 'aoiSession',
      epoch: this.#parts.context.store.epoch,
      // Earlier AOI Clients reject a message with an element that they do not know.
      ...(binding.knowsServerId === true && { serverId: this.#parts.context.store.serverId }),
      serverTime: new Date(this.#parts.context.clock.now()).toISOString(),
      registrations: registrations.map(({ clientAppToken, applicationName, ackedSeq, headSeq }) => ({
        clientAppToken,
        ApplicationName: applicationName,
        ackedSeq,
        headSeq,
      })),
    })
    const made = registrations.map((registration) => ({
      registration,
      ...this.#tokens.join(session, { registration, joinedSeq: registration.headSeq }),
    }))
    for (const { delivery, registration } of made) {
      const { clientAppToken, tokenId, headSeq } = registration
      this.#resume(delivery, { cursor: binding.cursors.get(clientAppToken) ?? 0, headSeq })
      // Other members may be here already, while this node has not yet seen the log grow.
      this.#tokens.advance({ tokenId, headSeq })
    }
    this.#tokens.confirmHeads(made.flatMap(({ newToken }) => newToken ?? []))
  }

  /**
   * Ends the session that the AOI Client has here (`4409`), so that its cursors do not move under the newer session.
   */
  #displace(aoiClientId: string): void {
    const session = this.#sessions.get(aoiClientId)
    if (session === undefined) return
    session.close(4409)
    this.leave(session)
  }

  /** The session has ended, from either side. Idempotent. */
  leave(session: Session): void {
    session.ended()
    const { aoiClientId, closingCode } = session
    if (this.#sessions.get(aoiClientId) !== session) return
    this.#sessions.delete(aoiClientId)
    session.counts.open -= 1
    this.endings.add(String(closingCode ?? 'client'))
    const hasPush = [...session.deliveries].some(({ subscription }) => subscription?.push !== undefined)
    for (const delivery of session.deliveries) this.#tokens.leave(delivery)
    session.deliveries.clear()
    this.#flushCursors(aoiClientId)
    this.#parts.interests.end(interestIn(session))
    this.#noteEnded(session, flightOf(session))
    this.#parts.context.announce({
      kind: 'sessionLeft',
      aoiClientId,
      closingCode,
      ...(hasPush && { hasPush }),
    })
  }

  /** Flushes the cursors at once, because the next session of the AOI Client begins where they stand. */
  #flushCursors(aoiClientId: string): void {
    if (this.cursors.isWritten) {
      this.#unflushed.clear()
      return
    }
    this.#unflushed.add(aoiClientId)
    this.#writeCursors(aoiClientId).catch((error: unknown) =>
      this.#parts.onUnexpected(error, { kind: 'step', name: 'cursors' }),
    )
  }

  async #writeCursors(aoiClientId: string): Promise<void> {
    if (await this.cursors.flush()) this.#unflushed.delete(aoiClientId)
  }

  /** Closes the session of the AOI Client, with a random retry delay. */
  #sendAway(aoiClientId: string): void {
    const session = this.#sessions.get(aoiClientId)
    if (session === undefined) return
    const spread = Math.floor(Math.random() * LIMITS.drainSpreadMilliseconds)
    session.close(4503, LIMITS.drainRetryMilliseconds + spread)
    this.leave(session)
  }

  /** Adds a registration to a running session. Idempotent. */
  attach(registration: Registration): void {
    const session = this.#sessions.get(registration.aoiClientId)
    if (session === undefined) return
    const existing = session.deliveries.get(registration.clientAppToken)
    const isSame = existing?.registrationId === registration.registrationId
    if (isSame && !this.#moveSubscription(session, { delivery: existing, registration })) return
    if (existing !== undefined) this.#detach(session, existing)
    const { startSeq: joinedSeq } = registration
    const ackedSeq = isSame ? existing.ackedSeq : registration.ackedSeq
    const { delivery, newToken } = this.#tokens.join(session, {
      registration: { ...registration, ackedSeq },
      joinedSeq,
    })
    if (newToken !== undefined) this.#tokens.confirmHeads([newToken])
    this.#fanOut.deliver(delivery)
  }

  /**
   * Notes the subscription of a registration that is delivered already. Returns true if the delivery has to begin anew:
   * the notifications that are with the old push service may never arrive.
   */
  #moveSubscription(
    session: Session,
    { delivery, registration }: { delivery: Delivery; registration: Registration },
  ): boolean {
    if (isDeepStrictEqual(delivery.subscription?.push, registration.push)) return false
    delivery.subscription = subscriptionOf(registration)
    return session.isByPushService
  }

  /**
   * Takes the acknowledgement of one notification that came beside the session, and resolves when it is durable.
   * Returns false if the AOI Client has no session here.
   */
  async confirm(input: { aoiClientId: string; registrationId: number; seq: number }): Promise<boolean> {
    const session = this.#sessions.get(input.aoiClientId)
    if (session === undefined) return false
    session.confirm(input)
    await this.cursors.flush()
    return true
  }

  /** The answer has been sent, so registrations that were attached in the meantime may begin. */
  release(session: Session): void {
    session.release()
    if (session.isHolding) return
    for (const delivery of session.deliveries) delivery.release()
    this.#deliverAll(session)
  }

  /** Takes the acknowledgements of a session. Returns true if any of them is new. */
  acknowledge(session: Session, acks: readonly Ack[]): boolean {
    let progress = false
    const at = this.#parts.context.clock.now()
    for (const [clientAppToken, seq, passed] of acks) {
      const acknowledged = session.deliveries.get(clientAppToken)?.acknowledge(seq, at, passed)
      if (acknowledged === undefined) continue
      progress = true
      session.counts.acked += acknowledged.acked
      session.free(acknowledged)
      this.cursors.move(acknowledged.move)
    }
    if (progress) this.#deliverAll(session)
    return progress
  }

  readonly onAnnouncement = (announcement: Announcement): void => {
    this.#openings.onAnnouncement(announcement)
    this.#fanOut.onAnnouncement(announcement)
    switch (announcement.kind) {
      case 'appended':
        this.#tokens.append(announcement)
        break
      case 'appendedAgain':
        this.#tokens.advance({ tokenId: announcement.tokenId, headSeq: announcement.seq })
        break
      case 'grown':
        this.#tokens.advance(announcement)
        break
      case 'cancelled':
        this.#tokens.evict(announcement.tokenId)
        break
      case 'registered':
        this.attach(announcement.registration)
        break
      case 'deregistered':
        this.#end(announcement)
        break
      case 'revoked': {
        const { clientAppToken, reason } = announcement
        if (!this.#end(announcement)) break
        this.#sessions
          .get(announcement.aoiClientId)
          ?.emit('clientAppRevoked', { messageType: 'clientAppRevoked', clientAppToken, reason })
        break
      }
      case 'sessionOpened': {
        const { aoiClientId, sessionNumber } = announcement
        const session = this.#sessions.get(aoiClientId)
        if (session !== undefined && session.sessionNumber < sessionNumber) this.#displace(aoiClientId)
        break
      }
      case 'aoiClientEnded': {
        const session = this.#sessions.get(announcement.aoiClientId)
        if (session === undefined) break
        session.close(4401)
        this.leave(session)
        break
      }
      case 'epochBegan':
        this.restartAll()
        break
      case 'disconnected':
        for (const aoiClientId of announcement.aoiClientIds) this.#sendAway(aoiClientId)
        break
      default:
        break
    }
  }

  /** Reads the head of every connected token, which finds lost hints (R2). */
  readHeads(): Promise<void> {
    return this.#tokens.readHeads()
  }

  /** Evicts all cached entries: this node may have missed that other nodes cancelled some of them. */
  evictAll(): void {
    this.#tokens.evictAll()
  }

  /**
   * Closes every session: after a change of epoch, the state of the database that the clients know is no longer valid.
   */
  restartAll(): void {
    this.cursors.forget()
    for (const aoiClientId of [...this.#sessions.keys()]) this.#sendAway(aoiClientId)
  }

  /**
   * Continues from the server's cursor or the AOI Client's, whichever is later: the client repeats an acknowledgement
   * that a crash lost. A cursor beyond `headSeq`, the head in the database, is ignored. The database is then older than
   * the AOI Client, and it will give those seqs to new notifications.
   */
  #resume(delivery: Delivery, { cursor, headSeq }: { cursor: number; headSeq: number }): void {
    const isBelieved = cursor > delivery.ackedSeq && cursor <= headSeq
    if (isBelieved)
      this.#fanOut.catchUpTo(delivery, { seq: cursor, onMove: (move) => this.cursors.move(move) })
    else this.#fanOut.deliver(delivery)
  }

  /** Ends a registration. Returns true if it belonged to a session here. */
  #end(ended: { aoiClientId: string; registrationId: number }): boolean {
    const session = this.#sessions.get(ended.aoiClientId)
    if (session === undefined) return false
    for (const delivery of session.deliveries) {
      if (delivery.registrationId !== ended.registrationId) continue
      this.#detach(session, delivery)
      return true
    }
    return false
  }

  #detach(session: Session, delivery: Delivery): void {
    session.deliveries.delete(delivery.clientAppToken)
    session.free(delivery.outstanding)
    this.#tokens.leave(delivery)
    this.#deliverAll(session)
  }

  /**
   * Ends the sessions whose moves the database refused: with `4409` if a newer session began elsewhere. If the cursor
   * is not where the session assumed, its AOI Client reconnects and begins from the cursor in the database.
   */
  #endRefused(refused: readonly RefusedMove[]): void {
    const reasons = new Map(refused.map(({ move, reason }) => [placeOf(move), reason]))
    for (const session of this.#sessions.values()) {
      const { sessionNumber } = session
      const places = [...session.deliveries].map(({ registrationId }) =>
        placeOf({ registrationId, sessionNumber }),
      )
      const reason = places.map((place) => reasons.get(place)).find((found) => found !== undefined)
      if (reason === undefined) continue
      if (reason === 'displaced') session.close(4409)
      else session.close(4503, Math.floor(Math.random() * 1000))
      this.leave(session)
    }
  }
}

function placeOf({
  registrationId,
  sessionNumber,
}: {
  registrationId: number
  sessionNumber: number
}): string {
  return `${registrationId}:${sessionNumber}`
}

function interestIn({ aoiClientId }: { aoiClientId: string }): Interest {
  return { kind: 'aoiClient', aoiClientId }
}

/** A session by a push service is no connection of the AOI Client. */
function flightOf({ isByPushService, openedAt, closingCode, roundTripMs }: Session): Flight {
  if (isByPushService) return {}
  return {
    openedAt,
    ...(closingCode !== undefined && { closingCode }),
    ...(roundTripMs !== undefined && { roundTripMs: Math.round(roundTripMs) }),
  }
}
