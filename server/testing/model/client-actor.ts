import type { AckKind, Claims, Operation } from './operations.ts'
import type { Recorder } from './recorder.ts'
import { SessionActor } from './session-actor.ts'

type Connecting = Extract<Operation, { does: 'connect' }>
type Parts = {
  recorder: Recorder
  id: string
  secret: string
  nextSession: () => number
}

/** An AOI Client: its tokens, the seqs that it has received, and its sessions, of which only the newest counts. */
export class ClientActor {
  readonly id: string
  readonly secret: string
  isEager = true
  /** The tokens that the client is registered to, as far as it knows, in order. */
  readonly tokens: string[] = []
  /** By token: the highest seq that it has received, in any session. */
  readonly received = new Map<string, number>()
  readonly sessions: SessionActor[] = []
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
    this.id = parts.id
    this.secret = parts.secret
  }

  get newest(): SessionActor | undefined {
    return this.sessions.findLast(({ isOpen }) => isOpen)
  }

  /** Opens a session. The session before stays open, because the server has to end it. */
  async connect(
    node: { number: number; url: string },
    asked: Pick<Connecting, 'claims' | 'minimumUrgency'> & { foreign: string },
  ): Promise<SessionActor> {
    const { recorder, nextSession } = this.#parts
    for (const session of this.sessions) if (session.isOpen) this.#remember(session)
    const cursors = this.#cursorsOf(asked)
    const session = new SessionActor({
      ...{ recorder, session: nextSession(), client: { id: this.id, secret: this.secret }, node, cursors },
      claims: asked.claims === 'own' ? (cursors.cursors ?? {}) : {},
      ...(asked.minimumUrgency === undefined ? {} : { minimumUrgency: asked.minimumUrgency }),
      isEager: () => this.isEager,
    })
    this.sessions.push(session)
    await session.opened
    return session
  }

  #remember(session: SessionActor): void {
    for (const [token, seq] of session.sentTo)
      this.received.set(token, Math.max(seq, this.received.get(token) ?? 0))
  }

  #cursorsOf({ claims, foreign }: { claims: Claims; foreign: string }): {
    epoch?: string
    cursors?: Record<string, number>
  } {
    const epoch = this.sessions.findLast((session) => session.epoch !== undefined)?.epoch
    if (claims === 'none' || epoch === undefined) return {}
    const own = Object.fromEntries(
      this.tokens.flatMap((token) => {
        const seq = this.received.get(token) ?? 0
        return seq > 0 ? [[token, seq]] : []
      }),
    )
    switch (claims) {
      case 'own':
        return { epoch, cursors: own }
      case 'ofAnotherEpoch':
        return { epoch: 'of another server', cursors: own }
      case 'beyondTheHead':
        return { epoch, cursors: Object.fromEntries(this.tokens.map((token) => [token, 1_000_000])) }
      case 'ofAForeignToken':
        return { epoch, cursors: { [foreign]: 1 } }
    }
  }

  /** Acknowledges in one of the many ways that a client may. */
  acknowledge(token: string | undefined, { how, foreign }: { how: AckKind; foreign: string }): void {
    const session =
      how === 'inOlderSession'
        ? (this.sessions.filter(({ isOpen }) => isOpen).at(-2) ?? this.newest)
        : this.newest
    if (session === undefined) return
    if (how === 'all' || how === 'inOlderSession') {
      session.catchUp()
      return
    }
    const named = token ?? this.tokens[0]
    if (named === undefined) return
    const [sent, acked] = [session.sentTo.get(named) ?? 0, session.ackedTo.get(named) ?? 0]
    for (const [of, seq] of acksOf(how, { named, foreign, sent, acked }))
      if (seq >= 1) session.acknowledge([[of, seq]])
  }
}

type Place = { named: string; foreign: string; sent: number; acked: number }

function acksOf(
  how: Exclude<AckKind, 'all' | 'inOlderSession'>,
  { named, foreign, sent, acked }: Place,
): [token: string, seq: number][] {
  switch (how) {
    case 'one':
      return [[named, Math.min(sent, acked + 1)]]
    case 'half':
      return [[named, acked + Math.ceil((sent - acked) / 2)]]
    case 'beyond':
      return [[named, sent + 7]]
    case 'backwards':
      return [[named, Math.max(1, acked - 2)]]
    case 'twice':
      return [
        [named, sent],
        [named, sent],
      ]
    case 'unknownToken':
      return [[`g1${'x'.repeat(43)}`, 3]]
    case 'foreignToken':
      return [[foreign, 3]]
  }
}
