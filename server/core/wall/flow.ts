import { LIMITS } from '#protocol'
import type { WallUnit } from '#protocol/dashboard/wall.ts'
import type { Announcement, Origin } from '../announcement.ts'
import type { LogEntry } from '../store.ts'
import { tokenFingerprint } from '../token-fingerprint.ts'
import { CountedNotifications } from './counted.ts'
import { Lane } from './lane.ts'

/** A token with notifications. `applicationName` is undefined until it is read from the database. */
export type TokenLane = {
  lane: Lane
  fingerprint: string
  applicationName: string | undefined
  lastAt: number
}
export type ApplicationLane = { lane: Lane; tokenIds: Set<number> }

type Parts = {
  now: () => number
  /** Connected members of a token on this node. */
  countOnline: (tokenId: number) => number
  /**
   * The other nodes that serve members. `silent`: their counts do not reach this node, so the members of this node count as
   * the recipients. `sharing`: the accepting node counts the recipients, and each node the acks of its own members.
   */
  others: () => 'none' | 'silent' | 'sharing'
}

/** Counts the announcements of this node for each token and each application: one flow for all walls. */
export class Flow {
  readonly #parts: Parts
  /** In the order of their last notification. */
  readonly tokens = new Map<number, TokenLane>()
  readonly applications = new Map<string, ApplicationLane>()
  /** Tokens whose application is not known yet. */
  readonly unnamed = new Set<number>()
  readonly #counted = new CountedNotifications()
  /** Grows with every event that a wall shows. */
  changes = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  onAnnouncement(announcement: Announcement, origin: Origin): void {
    switch (announcement.kind) {
      case 'appended':
        for (const [index, entry] of announcement.entries.entries())
          this.#accept(entry, { known: announcement.recipients?.[index], origin })
        break
      case 'acked':
        this.changes += announcement.moves.length
        for (const move of announcement.moves) this.#counted.acknowledge(move)
        break
      case 'cancelled':
        this.changes += 1
        this.#counted.forget(announcement.tokenId, announcement.seqs)
        break
      default:
        break
    }
  }

  lanesOf(unit: WallUnit): Iterable<[key: string, lane: Lane]> {
    return unit === 'application' ? lanesIn(this.applications) : lanesIn(this.tokens)
  }

  /** Adds a token to the lane of its application. Without a name, the token is gone. */
  name(tokenId: number, applicationName: string | undefined): void {
    this.unnamed.delete(tokenId)
    const token = this.tokens.get(tokenId)
    if (token === undefined) return
    if (applicationName === undefined) {
      this.#remove(tokenId)
      return
    }
    token.applicationName = applicationName
    const application = this.applications.get(applicationName) ?? {
      lane: new Lane(this.#parts.now()),
      tokenIds: new Set(),
    }
    this.applications.set(applicationName, application)
    application.tokenIds.add(tokenId)
    this.#counted.addTo(application.lane, tokenId)
    application.lane.mergeTimes(token.lane)
    this.changes += 1
  }

  /** Forgets everything that is too old at `now` (Unix ms). */
  prune(now: number): void {
    this.#counted.forgetExpired(now)
    for (const { lane } of this.tokens.values()) lane.prune(now)
    for (const { lane } of this.applications.values()) lane.prune(now)
  }

  clear(): void {
    this.#counted.clear()
    this.tokens.clear()
    this.applications.clear()
    this.unnamed.clear()
  }

  #accept(entry: LogEntry, { known, origin }: { known: number | undefined; origin: Origin }): void {
    const token = this.#tokenOf(entry)
    if (token === undefined) return
    const { tokenId, seq, id, acceptedAt, expiresAt, topic } = entry
    const online = this.#parts.countOnline(tokenId)
    const others = this.#parts.others()
    const isElsewhere = others === 'sharing' && origin === 'elsewhere'
    const recipients = isElsewhere ? 0 : others === 'silent' ? online : (known ?? online)
    const reachable = isElsewhere ? online : Math.min(online, recipients)
    const application =
      token.applicationName === undefined ? undefined : this.applications.get(token.applicationName)
    this.changes += 1
    this.#counted.add(
      { tokenId, seq, id, acceptedAt, expiresAt, topic, recipients, reachable, isElsewhere },
      application === undefined ? [token.lane] : [token.lane, application.lane],
    )
  }

  #tokenOf({ tokenId, clientAppToken }: LogEntry): TokenLane | undefined {
    const now = this.#parts.now()
    const known = this.tokens.get(tokenId)
    if (known !== undefined) {
      known.lastAt = now
      this.tokens.delete(tokenId)
      this.tokens.set(tokenId, known)
      return known
    }
    if (!this.#makeRoom(now)) return undefined
    const token = {
      ...{ lane: new Lane(now), fingerprint: tokenFingerprint(clientAppToken) },
      ...{ applicationName: undefined, lastAt: now },
    }
    this.tokens.set(tokenId, token)
    this.unnamed.add(tokenId)
    return token
  }

  /** Forgets the token that has been without notifications longest, if it has no bars. */
  #makeRoom(now: number): boolean {
    if (this.tokens.size < LIMITS.wallLanesCounted) return true
    const [oldest] = this.tokens
    if (oldest === undefined || oldest[1].lastAt > now - LIMITS.wallSeconds * 1000) return false
    this.#remove(oldest[0])
    return true
  }

  #remove(tokenId: number): void {
    const { applicationName = '' } = this.tokens.get(tokenId) ?? {}
    this.#counted.forget(tokenId)
    this.tokens.delete(tokenId)
    this.unnamed.delete(tokenId)
    const application = this.applications.get(applicationName)
    application?.tokenIds.delete(tokenId)
    if (application?.tokenIds.size === 0) this.applications.delete(applicationName)
  }
}

function* lanesIn(lanes: ReadonlyMap<string | number, { lane: Lane }>): Generator<[string, Lane]> {
  for (const [key, { lane }] of lanes) yield [String(key), lane]
}
