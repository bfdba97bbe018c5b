import { LIMITS } from '#protocol'
import type { Announcement } from '#server/core/announcement.ts'
import type { Clock } from '#server/core/clock.ts'
import type { Context } from '#server/core/context.ts'
import type { HeldSession, Registration, SessionChange } from '#server/core/store.ts'
import { every } from '#server/ops/every.ts'
import type { Hub } from '../hub.ts'
import type { Session } from '../session/session.ts'

const SESSIONS_PER_QUERY = 1000
/** The reason is known only on the other node; the database does not store it. */
const ENDED_ELSEWHERE = 'the registration has ended'

type Parts = {
  context: Pick<Context, 'store'>
  hub: Hub
  /** Announces here the changes of another node. */
  relay: (announcement: Announcement) => void
  /** Returns true if the other nodes can report their changes over the bus. */
  isBusWell: () => boolean
}

/**
 * Polls the database for changes that other nodes made to the tokens and AOI Clients that are connected here. It finds
 * logs that have grown, newer sessions, ended AOI Clients, new and ended registrations, and a new epoch. So every
 * change reaches every node within `LIMITS.databasePollMilliseconds`, even if the bus loses it (R2).
 */
export class DatabasePoller {
  readonly #parts: Parts
  #polling: Promise<void> | undefined
  #again = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Resolves when every change from before the call has been found. */
  async poll(): Promise<void> {
    if (this.#polling !== undefined) {
      this.#again = true
      return this.#polling
    }
    this.#polling = this.#pollUntilDone().finally(() => {
      this.#polling = undefined
    })
    return this.#polling
  }

  async #pollUntilDone(): Promise<void> {
    do {
      this.#again = false
      await this.#pollOnce()
    } while (this.#again)
  }

  async #pollOnce(): Promise<void> {
    const { context, hub, isBusWell } = this.#parts
    // The store announces a new epoch, and that ends every session here.
    await context.store.refreshEpoch()
    if (!isBusWell()) hub.evictAll()
    await hub.readHeads()
    const sessions = [...hub.sessions]
    for (let first = 0; first < sessions.length; first += SESSIONS_PER_QUERY)
      await this.#check(sessions.slice(first, first + SESSIONS_PER_QUERY))
  }

  async #check(sessions: readonly Session[]): Promise<void> {
    const held = new Map(
      sessions.map((session) => [session.aoiClientId, { session, held: describe(session) }]),
    )
    const changes = await this.#parts.context.store.checkSessions([...held.values()].map((each) => each.held))
    for (const change of changes) {
      const asked = held.get(change.aoiClientId)
      if (asked !== undefined && !asked.session.isClosed) this.#announce(change, asked)
    }
  }

  #announce(change: SessionChange, asked: { session: Session; held: HeldSession }): void {
    const { relay } = this.#parts
    const { aoiClientId } = change
    if (change.kind === 'ended') relay({ kind: 'aoiClientEnded', aoiClientId })
    else if (change.kind === 'sentAway') relay({ kind: 'disconnected', aoiClientIds: [aoiClientId] })
    else if (change.kind === 'displaced')
      relay({ kind: 'sessionOpened', aoiClientId, sessionNumber: change.sessionNumber })
    else for (const announcement of announcementsOf(change.registrations, asked)) relay(announcement)
  }
}

/**
 * Polls the database. It polls more often while the other nodes cannot report their changes, so that notifications with
 * TTL 0 are found in time. The returned function stops it.
 */
export function startDatabasePoller(
  poller: Pick<DatabasePoller, 'poll'>,
  parts: { clock: Clock; isBusWell: () => boolean; onError: (error: unknown) => void },
): () => void {
  const { clock, isBusWell, onError } = parts
  let polledAt = clock.monotonic()
  const run = async () => {
    if (isBusWell() && clock.monotonic() - polledAt < LIMITS.databasePollMilliseconds) return
    polledAt = clock.monotonic()
    await poller.poll()
  }
  return every({ clock, milliseconds: LIMITS.databasePollAloneMilliseconds, run, onError })
}

function describe({ aoiClientId, sessionNumber, deliveries }: Session): HeldSession {
  const registrationIds = [...deliveries].map(({ registrationId }) => registrationId)
  return { aoiClientId, sessionNumber, registrationIds }
}

/**
 * Returns the announcements for one session. The hub already knows registrations that were made or ended here during
 * the query, so they are left out.
 */
function announcementsOf(
  registrations: readonly Registration[],
  { session, held }: { session: Session; held: HeldSession },
): Announcement[] {
  const { aoiClientId } = held
  const now = new Set(registrations.map(({ registrationId }) => registrationId))
  const before = new Set(held.registrationIds)
  const made = registrations.filter(({ registrationId }) => !before.has(registrationId))
  const ended = [...session.deliveries].filter(
    ({ registrationId }) => before.has(registrationId) && !now.has(registrationId),
  )
  const tokens = new Set(made.map(({ clientAppToken }) => clientAppToken))
  return [
    ...ended.map(({ registrationId, clientAppToken, log: { tokenId } }): Announcement => {
      const gone = { aoiClientId, registrationId, tokenId }
      // The token was registered again in the meantime: `revoked` would make the client drop the new registration.
      if (tokens.has(clientAppToken)) return { kind: 'deregistered', ...gone }
      return { kind: 'revoked', reason: ENDED_ELSEWHERE, clientAppToken, ...gone }
    }),
    ...made.map((registration) => ({ kind: 'registered', registration }) as const),
  ]
}
