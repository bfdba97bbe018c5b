import type { NotificationGap } from '../../protocol/session.ts'
import type { LostReason } from '../client-state.ts'
import type { StoredNotification } from '../journal/journal-record.ts'
import type { TokenState } from '../journal/journal-state.ts'
import { CLIENT_LIMITS } from '../limits.ts'
import type { AckBatcher } from '../session/ack-batcher.ts'
import type { ReceivedNotification } from '../session/received-notification.ts'
import type { ClientParts } from './instance-queue.ts'
import { bodyBytes, toStored } from './stored-notification.ts'

export type InboxParts = ClientParts & {
  acks: AckBatcher
  /** Hands on a notification that is on storage. */
  deliver: (
    clientAppToken: string,
    received: { notification: StoredNotification; instances: string[] },
  ) => void
  /** The session cannot go on from here: a new one reads the log again. */
  onStuck: (reason: LostReason, desc: string) => void
}

type Early = ReceivedNotification | NotificationGap

/** Receives the messages of a session: each seq once, first onto storage, then acknowledged and handed on. */
export class Inbox {
  readonly #parts: InboxParts
  /** Last seq of each token that is on storage. */
  readonly #storedSeqs = new Map<string, number>()
  /** Messages that came before the answer to their registration was recorded. */
  #early: Early[] = []
  readonly #toleratedHoles = new Set<string>()
  #sessionNumber = 0

  constructor(parts: InboxParts) {
    this.#parts = parts
  }

  /**
   * Starts a new session, with every cursor on storage. Messages of an earlier session are not acknowledged in this
   * one.
   */
  open(): void {
    this.#sessionNumber += 1
    this.#early = []
    this.#storedSeqs.clear()
    for (const [clientAppToken, { cursor }] of this.#parts.journal.state.tokens) {
      this.#storedSeqs.set(clientAppToken, cursor)
    }
  }

  /** The token is registered now: takes the messages that came early for it. */
  adopt(clientAppToken: string): void {
    const early = this.#early
    this.#early = []
    for (const message of early) {
      if (message.clientAppToken !== clientAppToken) this.#early.push(message)
      else if (message.messageType === 'notification') this.take(message)
      else this.passGap(message)
    }
  }

  take(message: ReceivedNotification): void {
    const { clientAppToken, seq } = message
    const token = this.#parts.journal.state.tokens.get(clientAppToken)
    if (token === undefined) this.#keepEarly(message)
    else if (seq <= token.cursor) this.#acknowledgeAgain(clientAppToken)
    else if (this.#isHole(token, seq)) this.#parts.onStuck('behind', 'the server omitted a notification')
    else if (token.held.size >= CLIENT_LIMITS.heldNotifications) {
      this.#parts.onStuck(
        'backlogFull',
        `${CLIENT_LIMITS.heldNotifications} notifications wait for a handler`,
      )
    } else this.#record(token, toStored(message))
  }

  /** Seqs that will never come: the cursor moves over them. */
  passGap(gap: NotificationGap): void {
    const { clientAppToken, toSeq: seq } = gap
    const token = this.#parts.journal.state.tokens.get(clientAppToken)
    if (token === undefined) this.#keepEarly(gap)
    else if (seq <= token.cursor) this.#acknowledgeAgain(clientAppToken)
    else if (this.#isHole(token, gap.fromSeq))
      this.#parts.onStuck('behind', 'the server omitted a notification')
    else {
      const acknowledge = this.#acknowledger(clientAppToken, { seq, bytes: 0 })
      this.#parts.journal
        .append([{ kind: 'cursor', clientAppToken, seq }], 'synced')
        .then(acknowledge)
        // The journal reports its failure.
        .catch(() => undefined)
    }
  }

  #record(token: TokenState, notification: StoredNotification): void {
    const { journal, probe, deliver } = this.#parts
    const { clientAppToken } = token
    // Held already: the server sent it again under another epoch.
    const instances = token.held.has(notification.id) ? [] : [...token.instances]
    const acknowledge = this.#acknowledger(clientAppToken, {
      seq: notification.seq,
      bytes: bodyBytes(notification),
    })
    probe('received')
    journal
      .append([{ kind: 'received', clientAppToken, notification, waiting: instances }], 'synced')
      .then(() => {
        probe('journaled')
        acknowledge()
        deliver(clientAppToken, { notification, instances })
      })
      // The journal reports its failure.
      .catch(() => undefined)
  }

  /**
   * Returns a function to call once the message is on storage. It acknowledges only in the session that received it.
   */
  #acknowledger(clientAppToken: string, done: { seq: number; bytes: number }): () => void {
    const sessionNumber = this.#sessionNumber
    return () => {
      if (sessionNumber !== this.#sessionNumber || !this.#parts.journal.state.tokens.has(clientAppToken))
        return
      this.#storedSeqs.set(clientAppToken, done.seq)
      this.#parts.acks.add(clientAppToken, done)
    }
  }

  /**
   * Acknowledges a repetition again, since the server may not know the cursor. A message that is not on storage yet
   * waits.
   */
  #acknowledgeAgain(clientAppToken: string): void {
    const seq = this.#storedSeqs.get(clientAppToken)
    if (seq !== undefined) this.#parts.acks.add(clientAppToken, { seq, bytes: 0 })
  }

  /**
   * True if seqs between the cursor and this one are missing for the first time. The second time they count as lost.
   */
  #isHole(token: TokenState, seq: number): boolean {
    const { clientAppToken, cursor } = token
    if (cursor === 0 || seq === cursor + 1) return false
    this.#parts.log({
      level: 'warn',
      event: 'seqsMissing',
      clientAppToken,
      fromSeq: cursor + 1,
      toSeq: seq - 1,
    })
    const hole = `${clientAppToken} ${cursor}`
    if (this.#toleratedHoles.delete(hole)) return false
    this.#toleratedHoles.add(hole)
    return true
  }

  #keepEarly(message: Early): void {
    if (this.#early.length < CLIENT_LIMITS.earlyMessages) this.#early.push(message)
  }
}
