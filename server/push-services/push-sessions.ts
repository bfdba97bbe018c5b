import { LIMITS } from '#protocol'
import type { Announcement } from '#server/core/announcement.ts'
import type { Context } from '#server/core/context.ts'
import { endByService } from '#server/core/push-members/end-by-service.ts'
import type { KeptConfirmation, UnservedClient } from '#server/core/push-members/push-store.ts'
import type { OnUnexpected } from '#server/core/unexpected.ts'
import type { Hub } from '#server/hub/hub.ts'
import { MessageMeter } from '#server/hub/session/message-meter.ts'
import type { Session } from '#server/hub/session/session.ts'
import { every, stepErrors } from '#server/ops/every.ts'
import { AnswerNotes } from './answer-notes.ts'
import { PushLanes } from './push-lanes.ts'
import { PushSender } from './push-sender.ts'
import { PushTransport } from './push-transport.ts'

const TICK_MILLISECONDS = 1000
/** A session that the announcements missed is found in this time. */
const WALK_MILLISECONDS = 30_000
const WALK_SHARED_MILLISECONDS = 2000
/** The drain waits so long for answers of push services. */
const LAST_ANSWERS_MILLISECONDS = 1000
const POLL_MILLISECONDS = 20
/** After these codes the AOI Client has ended, or another session of it has begun. */
const NO_MORE: readonly (number | undefined)[] = [4401, 4409]

type Parts = {
  context: Context
  hub: Hub
  nodeId: string
  /** Returns the ids of all running nodes. */
  listNodes: () => readonly string[]
  /** True if other nodes use the database as well. */
  sharesDatabase: boolean
  onUnexpected: OnUnexpected
}

/**
 * The sessions of AOI Clients that are not connected and have a push service. Each lasts until the AOI Client connects
 * or ends. Its lease is the node in the row of the AOI Client: a node that is silent loses it to another one. The number
 * of the session decides between nodes that open one at the same time.
 */
export class PushSessions {
  readonly #parts: Parts
  readonly #notes: AnswerNotes
  readonly lanes: PushLanes
  readonly #transports = new Map<Session, PushTransport>()
  /** AOI Clients that need a session, by the time (monotonic ms) from which on. */
  readonly #wanted = new Map<string, number>()
  #afterId = 0
  #walkAt = 0
  #isStopped = false

  constructor(parts: Parts) {
    this.#parts = parts
    const { context, onUnexpected } = parts
    const { clock } = context
    this.#notes = new AnswerNotes({ clock })
    const sender = new PushSender({
      ...{ context, notes: this.#notes },
      onEnded: async ({ registrationId, push, reason }) => {
        this.#notes.forget(registrationId)
        await endByService(context, { registrationId, push, reason })
      },
    })
    this.lanes = new PushLanes({ clock, send: sender.send, onUnexpected })
  }

  /** Begins the regular work. The returned function stops it: no request to a push service begins any more. */
  start(): () => void {
    const { context, onUnexpected } = this.#parts
    const stop = every({
      ...{ clock: context.clock, milliseconds: TICK_MILLISECONDS, run: () => this.#tick() },
      onError: stepErrors(onUnexpected, 'push sessions'),
    })
    return () => {
      stop()
      this.#isStopped = true
      this.lanes.stop()
    }
  }

  /**
   * Call it after the stop. Waits a moment for the answers to the requests under way, and writes the answers that are
   * not written yet.
   */
  async end(): Promise<void> {
    const { clock, pushMembers } = this.#parts.context
    const deadline = clock.monotonic() + LAST_ANSWERS_MILLISECONDS
    while (!this.lanes.isIdle && clock.monotonic() < deadline)
      await new Promise<void>((resolve) => clock.after(POLL_MILLISECONDS, resolve))
    await this.#notes.end(pushMembers.store)
  }

  readonly onAnnouncement = (announcement: Announcement): void => {
    if (announcement.kind === 'registered') {
      const { push, aoiClientId } = announcement.registration
      if (push === undefined || this.#parts.hub.isOnline(aoiClientId)) return
      this.#want(aoiClientId, 0)
      this.#openWanted().catch(stepErrors(this.#parts.onUnexpected, 'push sessions'))
    } else if (announcement.kind === 'sessionLeft' && announcement.hasPush === true) {
      if (!NO_MORE.includes(announcement.closingCode))
        this.#want(announcement.aoiClientId, LIMITS.pushTakeoverMilliseconds)
    }
  }

  #want(aoiClientId: string, milliseconds: number): void {
    this.#wanted.set(aoiClientId, this.#parts.context.clock.monotonic() + milliseconds)
  }

  async #tick(): Promise<void> {
    const { clock } = this.#parts.context
    for (const [session, transport] of this.#transports) {
      if (transport.isClosed) this.#transports.delete(session)
      else if (![...session.deliveries].some(({ subscription }) => subscription?.push !== undefined))
        this.#close(session)
      else transport.expire(clock.now())
    }
    await this.#notes.flush(this.#parts.context.pushMembers.store)
    if (this.#transports.size > 0) await this.#takeConfirmations()
    await this.#walk()
    await this.#openWanted()
  }

  /** Takes the confirmations that another node kept, or this one before the session began. */
  async #takeConfirmations(): Promise<void> {
    const { context, hub } = this.#parts
    const { store } = context.pushMembers
    const kept = await store.listConfirmations({ rows: LIMITS.pushWalkRows })
    if (kept.length === 0) return
    const held = new Map<number, PushTransport>()
    for (const [{ deliveries }, transport] of this.#transports)
      for (const { registrationId } of deliveries) held.set(registrationId, transport)
    const taken = kept.filter(({ registrationId }) => held.has(registrationId))
    for (const confirmation of taken) held.get(confirmation.registrationId)?.confirm(confirmation)
    await hub.cursors.flush()
    const before = context.clock.now() - LIMITS.pushConfirmationKeptSeconds * 1000
    await store.dropConfirmations({ taken, before })
  }

  /** No registration has a subscription any more. */
  #close(session: Session): void {
    session.close(4503)
    this.#parts.hub.leave(session)
  }

  /** Finds the AOI Clients that no running node serves. It goes through the table in steps. */
  async #walk(): Promise<void> {
    const { context, listNodes, sharesDatabase } = this.#parts
    const now = context.clock.monotonic()
    if (now < this.#walkAt) return
    const { clients, lastId } = await context.pushMembers.store.listUnserved({
      ...{ nodeIds: listNodes(), afterId: this.#afterId, rows: LIMITS.pushWalkRows },
    })
    this.#afterId = lastId ?? 0
    if (lastId === undefined)
      this.#walkAt = now + (sharesDatabase ? WALK_SHARED_MILLISECONDS : WALK_MILLISECONDS)
    await this.#openAll(clients)
  }

  async #openWanted(): Promise<void> {
    const { context, nodeId, listNodes } = this.#parts
    const now = context.clock.monotonic()
    const due = [...this.#wanted].flatMap(([aoiClientId, at]) => (at <= now ? [aoiClientId] : []))
    const aoiClientIds = due.slice(0, LIMITS.pushWalkRows)
    const nodeIds = listNodes().filter((id) => id !== nodeId)
    const clients = await context.pushMembers.store.findUnserved({ nodeIds, aoiClientIds })
    for (const aoiClientId of aoiClientIds) this.#wanted.delete(aoiClientId)
    await this.#openAll(clients)
  }

  async #openAll(clients: readonly UnservedClient[]): Promise<void> {
    const errors = await Promise.all(clients.map((client) => this.#open(client)))
    for (const error of errors) if (error !== undefined) throw error
  }

  /**
   * Opens the session unless the AOI Client has begun one itself, which it must not displace. Returns the error if the
   * session could not be opened; it is then tried again.
   */
  async #open({ aoiClientId, sessionNumber }: UnservedClient): Promise<unknown> {
    const { hub } = this.#parts
    if (this.#isStopped || hub.isOnline(aoiClientId)) return undefined
    try {
      const opened = hub.isOpening(aoiClientId) ? undefined : await hub.open(aoiClientId, sessionNumber)
      if (opened !== undefined) await this.#join(opened)
      return undefined
    } catch (error) {
      this.#want(aoiClientId, TICK_MILLISECONDS)
      return error
    }
  }

  async #join(opened: NonNullable<Awaited<ReturnType<Hub['open']>>>): Promise<void> {
    const { hub, context } = this.#parts
    const { lanes } = this
    const confirmed = await this.#listConfirmed(opened)
    const onProgress: ConstructorParameters<typeof PushTransport>[0]['onProgress'] = (progress) =>
      void hub.acknowledge(session, [progress])
    const transport = new PushTransport({ lanes, onProgress, confirmed })
    const binding = { ...opened, address: '', cursors: new Map<string, number>() }
    const session = hub.join(transport, { binding, meter: new MessageMeter(context.clock) })
    this.#transports.set(session, transport)
  }

  /** Gives the opening up if the database cannot say which notifications are confirmed. */
  async #listConfirmed(opened: NonNullable<Awaited<ReturnType<Hub['open']>>>): Promise<KeptConfirmation[]> {
    const registrationIds = opened.registrations.map(({ registrationId }) => registrationId)
    try {
      const { store } = this.#parts.context.pushMembers
      return await store.listConfirmations({ registrationIds, rows: LIMITS.pushWalkRows })
    } catch (error) {
      this.#parts.hub.abandon(opened.opening)
      throw error
    }
  }
}
