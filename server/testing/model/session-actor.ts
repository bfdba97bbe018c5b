import type { Urgency } from '#protocol'
import type { GapReason } from '#protocol/session.ts'
import { RawLink } from './raw-link.ts'
import type { Recorder } from './recorder.ts'

/** The resulting rate is far below the server's limit. */
const EAGER_MILLISECONDS = 25

type Parts = {
  recorder: Recorder
  session: number
  client: { id: string; secret: string }
  node: { number: number; url: string }
  /** `cursors`: the cursors of the handshake. `claims`: those among them that the server has to believe. */
  cursors: { epoch?: string; cursors?: Record<string, number> }
  claims: Record<string, number>
  minimumUrgency?: Urgency
  isEager: () => boolean
}

/**
 * One session of a client. It records everything that arrives, and acknowledges by itself while the client is eager.
 */
export class SessionActor {
  readonly number: number
  readonly node: number
  readonly link: RawLink
  /** By token: the last seq that it was sent, and the last that it has acknowledged. */
  readonly sentTo = new Map<string, number>()
  readonly ackedTo = new Map<string, number>()
  epoch: string | undefined
  readonly #parts: Parts
  readonly #began: number
  #timer: NodeJS.Timeout | undefined
  #isBlind = false
  #resolveOpened: (isOpen: boolean) => void = () => {}
  readonly opened: Promise<boolean>

  constructor(parts: Parts) {
    this.#parts = parts
    this.number = parts.session
    this.node = parts.node.number
    this.#began = parts.recorder.now
    this.opened = new Promise((resolve) => {
      this.#resolveOpened = resolve
    })
    const { client, cursors, minimumUrgency } = parts
    const wish = minimumUrgency === undefined ? {} : { minimumUrgency }
    this.link = new RawLink({
      url: parts.node.url,
      auth: { protocol: 1, aoiClientId: client.id, aoiClientSecret: client.secret, ...cursors, ...wish },
      onEvent: (name, message, bytes) => this.#take(name, { message, bytes }),
      onEnd: () => this.#end(),
    })
  }

  get isBlind(): boolean {
    return this.#isBlind
  }

  get isOpen(): boolean {
    return this.link.isOpen && this.epoch !== undefined
  }

  goBlind(): void {
    if (this.#isBlind || !this.isOpen) return
    this.#isBlind = true
    this.#note({ kind: 'halfOpen' })
    this.link.stopReading()
  }

  see(): void {
    if (!this.#isBlind) return
    this.#isBlind = false
    this.#note({ kind: 'resume' })
    this.link.goOnReading()
  }

  close(): void {
    const { recorder, session } = this.#parts
    if (this.link.isOpen) recorder.note({ kind: 'sessionEnd', session, at: recorder.now, by: 'client' })
    this.link.cut()
  }

  /** Records each acknowledgement, and the time at which the server confirms it. */
  acknowledge(acks: readonly (readonly [token: string, seq: number])[]): void {
    const { recorder, session } = this.#parts
    if (!this.link.isOpen) return
    const noted = acks.map(([token, seq]) =>
      recorder.note({
        kind: 'ack',
        session,
        at: recorder.now,
        token,
        seq,
        answered: undefined as number | undefined,
      }),
    )
    for (const [token, seq] of acks) this.ackedTo.set(token, Math.max(seq, this.ackedTo.get(token) ?? 0))
    void this.link.ask('notificationAck', { messageType: 'notificationAck', acks }).then((answer) => {
      if (answer !== undefined) for (const each of noted) each.answered = recorder.now
    })
  }

  #note(event: { kind: 'halfOpen' | 'resume' }): void {
    const { recorder, session } = this.#parts
    recorder.note({ ...event, session, at: recorder.now })
  }

  #take(name: string, { message, bytes }: { message: Record<string, unknown>; bytes: number }): void {
    const { recorder, session } = this.#parts
    const place = { session, at: recorder.now }
    if (name === 'aoiSession') this.#begin(message)
    else if (name === 'notification') {
      const [token, seq] = [String(message.clientAppToken), Number(message.seq)]
      recorder.note({
        kind: 'notification',
        ...place,
        token,
        bytes,
        seq,
        id: String(message.id),
        mark: markOf(message.payload),
      })
      this.#sent(token, seq)
    } else if (name === 'notificationGap') {
      const [token, fromSeq, toSeq] = [
        String(message.clientAppToken),
        Number(message.fromSeq),
        Number(message.toSeq),
      ]
      recorder.note({
        kind: 'gap',
        ...place,
        token,
        bytes,
        fromSeq,
        toSeq,
        reason: message.reason as GapReason,
      })
      this.#sent(token, toSeq)
    } else if (name === 'aoiClosing') recorder.note({ kind: 'closing', ...place, code: Number(message.code) })
    else if (name === 'clientAppRevoked')
      recorder.note({ kind: 'revoked', ...place, token: String(message.clientAppToken) })
    else if (name === 'aoiHeartbeat')
      recorder.note({ kind: 'heads', ...place, heads: message.heads as [string, number][] })
    else
      recorder.note({
        kind: 'fault',
        at: recorder.now,
        text: `session ${session}: ${name} ${JSON.stringify(message)}`,
      })
  }

  #begin(message: Record<string, unknown>): void {
    const { recorder, session, client, node, claims, minimumUrgency } = this.#parts
    const registrations = message.registrations as {
      clientAppToken: string
      ackedSeq: number
      headSeq: number
    }[]
    this.epoch = String(message.epoch)
    recorder.note({
      kind: 'session',
      ...{
        session,
        client: client.id,
        node: node.number,
        began: this.#began,
        at: recorder.now,
        claims,
        epoch: this.epoch,
      },
      ...(minimumUrgency === undefined ? {} : { minimumUrgency }),
      registrations: registrations.map(({ clientAppToken: token, ackedSeq, headSeq }) => ({
        token,
        ackedSeq,
        headSeq,
      })),
    })
    for (const { clientAppToken, ackedSeq } of registrations)
      this.sentTo.set(clientAppToken, Math.max(ackedSeq, claims[clientAppToken] ?? 0))
    this.#resolveOpened(true)
  }

  #sent(token: string, seq: number): void {
    this.sentTo.set(token, seq)
    if (!this.#parts.isEager() || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#parts.isEager()) this.catchUp()
    }, EAGER_MILLISECONDS)
  }

  /** Acknowledges everything that has arrived. */
  catchUp(): void {
    const acks = [...this.sentTo].filter(([token, seq]) => seq > (this.ackedTo.get(token) ?? 0))
    if (acks.length > 0) this.acknowledge(acks)
  }

  #end(): void {
    clearTimeout(this.#timer)
    const { recorder, session } = this.#parts
    recorder.note({ kind: 'sessionEnd', session, at: recorder.now, by: 'server' })
    this.#resolveOpened(false)
  }
}

function markOf(payload: unknown): string {
  return typeof payload === 'object' && payload !== null && 'mark' in payload
    ? String(payload.mark)
    : JSON.stringify(payload)
}
