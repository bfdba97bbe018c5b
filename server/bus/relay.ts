import { z } from 'zod'
import { LIMITS } from '#protocol'
import type { Announcement, Announcer, Origin } from '#server/core/announcement.ts'
import type { Bus, Interest, Interests, OnMessage } from '#server/core/bus.ts'
import { groupByToken } from '#server/core/group-by-token.ts'
import type { Log } from '#server/core/log.ts'
import { parseJson } from '#server/core/parse-json.ts'
import type { Registration, Store } from '#server/core/store.ts'
import type { OnUnexpected } from '#server/core/unexpected.ts'
import { fromCachedCopy, toCachedCopy } from './cached-copy.ts'
import {
  type AoiClientMessage,
  aoiClientMessageSchema,
  type EveryoneMessage,
  everyoneMessageSchema,
  type TokenMessage,
  tokenMessageSchema,
} from './node-messages.ts'

const EVERYONE = 'everyone'

type Message = TokenMessage | AoiClientMessage | EveryoneMessage
type Envelope<Of extends Message> = { epoch: string; message: Of }

/**
 * The schemas of bus messages. They are shared: a schema is larger than a session, and each session has an interest.
 */
const ENVELOPES = {
  everyone: envelopeSchema(everyoneMessageSchema),
  token: envelopeSchema(tokenMessageSchema),
  aoiClient: envelopeSchema(aoiClientMessageSchema),
}

function envelopeSchema<Of extends Message>(message: z.ZodType<Of>): z.ZodType<Envelope<Of>> {
  return z.object({ epoch: z.string(), message }) as z.ZodType<Envelope<Of>>
}

type Parts = {
  bus: Bus
  announcer: Announcer
  store: Pick<Store, 'epoch'>
  log: Log
  onUnexpected: OnUnexpected
}

/**
 * Relays announcements between the nodes, in both directions. It uses the subjects of the tokens and AOI Clients that
 * are connected here, and the subject `everyone`.
 */
export class Relay implements Interests {
  readonly #parts: Parts
  /** The interests of this node, by subject. */
  readonly #interests = new Map<string, { interest: Interest; begun: number }>()
  /** Kinds of subjects of which an unknown message was logged: during a rolling upgrade it may be every message. */
  readonly #unknown = new Set<string>()

  constructor(parts: Parts) {
    this.#parts = parts
    parts.announcer.listen((announcement, origin) => this.#pass(announcement, origin))
    parts.bus.listen(EVERYONE, this.#onMessage)
  }

  begin(interest: Interest): void {
    const subject = subjectOf(interest)
    const known = this.#interests.get(subject) ?? { interest, begun: 0 }
    if (known.begun === 0) {
      this.#interests.set(subject, known)
      this.#parts.bus.listen(subject, this.#onMessage)
    }
    known.begun += 1
  }

  end(interest: Interest): void {
    const subject = subjectOf(interest)
    const known = this.#interests.get(subject)
    if (known === undefined) return
    known.begun -= 1
    if (known.begun > 0) return
    this.#interests.delete(subject)
    this.#parts.bus.ignore(subject)
  }

  /** One listener for all subjects: a listener for each would be larger than its interest. */
  readonly #onMessage: OnMessage = (text, subject) => {
    try {
      if (subject === EVERYONE)
        this.#take({ text, subject, schema: ENVELOPES.everyone }, (message) => message)
      else this.#onInterestMessage(text, subject)
    } catch (error) {
      // The message was a hint: the database poll finds the change.
      this.#parts.onUnexpected(error, { kind: 'step', name: 'relay' })
    }
  }

  #onInterestMessage(text: string, subject: string): void {
    const interest = this.#interests.get(subject)?.interest
    if (interest?.kind === 'token')
      this.#take({ text, subject, schema: ENVELOPES.token }, (message) => announceToken(interest, message))
    if (interest?.kind === 'aoiClient')
      this.#take({ text, subject, schema: ENVELOPES.aoiClient }, (message) =>
        announceAoiClient(interest.aoiClientId, message),
      )
  }

  /** Passes on only announcements that began here: another node has already sent its own to all nodes. */
  #pass(announcement: Announcement, origin: Origin): void {
    if (origin === 'elsewhere') return
    for (const [subject, message] of messagesOf(announcement)) this.#publish(subject, message)
  }

  #publish(subject: string, message: Message): void {
    this.#parts.bus.publish(subject, JSON.stringify({ epoch: this.#parts.store.epoch, message }))
  }

  #noteUnknown(kind: string): void {
    if (this.#unknown.has(kind)) return
    this.#unknown.add(kind)
    this.#parts.log.warn({ event: 'notUnderstood', kind }, 'another node sent an unknown message')
  }

  #take<Of extends Message>(
    received: { text: string; subject: string; schema: z.ZodType<Envelope<Of>> },
    announce: (message: Of) => Announcement,
  ): void {
    const envelope = received.schema.safeParse(parseJson(received.text))
    if (!envelope.success) {
      this.#noteUnknown(received.subject.split(':', 1)[0] ?? '')
      return
    }
    // Another epoch, or another database on the same Redis: its ids and seqs mean something else (R5).
    if (envelope.data.epoch !== this.#parts.store.epoch) return
    this.#parts.announcer.relay(announce(envelope.data.message))
  }
}

function subjectOf(interest: Interest): string {
  return interest.kind === 'token' ? tokenSubject(interest.tokenId) : aoiClientSubject(interest.aoiClientId)
}

const tokenSubject = (tokenId: number) => `token:${tokenId}`
const aoiClientSubject = (aoiClientId: string) => `client:${aoiClientId}`

function messagesOf(announcement: Announcement): [subject: string, message: Message][] {
  switch (announcement.kind) {
    case 'appended':
      return appendedMessages(announcement)
    case 'appendedAgain':
      return [[tokenSubject(announcement.tokenId), { kind: 'grown', headSeq: announcement.seq }]]
    case 'cancelled': {
      const { tokenId, ...message } = announcement
      return [[tokenSubject(tokenId), message]]
    }
    case 'registered': {
      const { aoiClientId, ...registration } = announcement.registration
      return [[aoiClientSubject(aoiClientId), { kind: 'registered', ...registration }]]
    }
    case 'deregistered':
    case 'revoked': {
      const { aoiClientId, ...ended } = announcement
      return [[aoiClientSubject(aoiClientId), ended]]
    }
    case 'sessionOpened':
    case 'aoiClientEnded': {
      const { aoiClientId, ...message } = announcement
      return [[aoiClientSubject(aoiClientId), message]]
    }
    case 'disconnected':
      return announcement.aoiClientIds.map((id) => [aoiClientSubject(id), { kind: 'disconnected' }])
    case 'apiKeyRevoked':
    case 'operatorSessionEnded':
    case 'findingsChanged':
      return [[EVERYONE, announcement]]
    case 'acked':
    case 'grown':
    case 'epochBegan':
    case 'apiKeyCreated':
    case 'sessionJoined':
    case 'sessionLeft':
      return []
  }
}

/** Returns small notifications as cached copies. For larger ones it returns only the head: the log has the rest. */
function appendedMessages({
  entries,
  moreFor,
}: Extract<Announcement, { kind: 'appended' }>): [subject: string, message: Message][] {
  return [...groupByToken(entries)].map(([tokenId, ofToken]) => {
    const bytes = ofToken.reduce((sum, { payload, headers = '' }) => sum + payload.length + headers.length, 0)
    const headSeq = ofToken.at(-1)?.seq ?? 0
    const message: Message =
      bytes > LIMITS.cachedCopyBytes
        ? { kind: 'grown', headSeq }
        : {
            kind: 'appended',
            entries: ofToken.map(toCachedCopy),
            ...(moreFor?.has(ofToken[0]?.clientAppToken ?? '') === true && { moreFollow: true }),
          }
    return [tokenSubject(tokenId), message]
  })
}

function announceToken(token: Extract<Interest, { kind: 'token' }>, message: TokenMessage): Announcement {
  const { tokenId, clientAppToken } = token
  if (message.kind === 'cancelled') return { tokenId, ...message } as Announcement
  if (message.kind === 'grown') return { kind: 'grown', tokenId, headSeq: message.headSeq }
  return {
    ...{ kind: 'appended', entries: message.entries.map((copy) => fromCachedCopy(copy, token)) },
    ...(message.moreFollow && { moreFor: new Set([clientAppToken]) }),
  }
}

function announceAoiClient(aoiClientId: string, message: AoiClientMessage): Announcement {
  switch (message.kind) {
    case 'registered': {
      const { kind, ...registration } = message
      return { kind, registration: { aoiClientId, ...registration } as Registration }
    }
    case 'disconnected':
      return { kind: 'disconnected', aoiClientIds: [aoiClientId] }
    default:
      return { aoiClientId, ...message }
  }
}
