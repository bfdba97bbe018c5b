import { AoiConnection } from '../aoi-connection.ts'
import { call } from '../api-caller.ts'
import { PushMember } from '../push-member.ts'
import type { PushVendor, VendorMessage } from '../push-vendor.ts'
import { APPLICATION } from './cast.ts'
import type { Receipt } from './receiver.ts'

type Input = {
  name: string
  url: string
  vendor: PushVendor
  tokenSeed: string
  /** Decides at each step of the worker whether it is killed there. */
  isKilled: () => boolean
}

/**
 * A person's inbox: a worker at a push service, which may be killed at every step, and a page that reads up by a
 * session. One journal decides what is shown, so both write it in the same step as they show.
 */
export class PushReceiver {
  readonly name: string
  /** Pushes that came again, to the worker or to the page. */
  repeated = 0
  workerKills = 0
  shownByWorker = 0
  readonly #input: Input
  readonly #member: PushMember
  readonly #shown: Receipt[] = []
  readonly #journal = new Set<number>()

  private constructor(input: Input, member: PushMember) {
    this.name = input.name
    this.#input = input
    this.#member = member
  }

  static async join(input: Input): Promise<PushReceiver> {
    const { url, vendor, tokenSeed } = input
    const elements = { ApplicationName: APPLICATION, tokenSeed }
    return new PushReceiver(input, await PushMember.register(url, { vendor, elements }))
  }

  get tokens(): string[] {
    return [this.#member.token]
  }

  /** By seq: a worker that was killed leaves a notification to the page, which shows it later than others. */
  get receipts(): Receipt[] {
    return this.#shown.toSorted((a, b) => a.seq - b.seq)
  }

  /** Returns true if the message is for this worker. */
  isFor({ id }: Pick<VendorMessage, 'id'>): boolean {
    return this.#member.subscription.id === id
  }

  /** The worker takes a message: the journal first, then the confirmation. */
  async wake(message: VendorMessage): Promise<void> {
    if (this.#isKilled()) return
    const { aoi, payload } = (await this.#member.open(message)).message
    if (this.#isKilled()) return
    if (this.#show({ ...aoi, payload })) this.shownByWorker += 1
    if (this.#isKilled()) return
    // A server that was killed sends the message again.
    await call(this.#input.url, { method: 'POST', path: `/wp/deliveries/${aoi.link}` }).catch(() => undefined)
  }

  /** The page opens, reads everything up to `seq`, and closes. Rejects if the server ends meanwhile. */
  async readUp(seq: number): Promise<void> {
    const [token = ''] = this.tokens
    const connection = await AoiConnection.open(this.#input.url, this.#member.as)
    try {
      const session = await connection.first('aoiSession')
      const from = session.registrations.find(({ clientAppToken }) => clientAppToken === token)?.ackedSeq ?? 0
      for (let read = 0, acked = from; acked < seq; ) {
        const due = await connection.until('notifications', () => {
          const steps = connection.steps(token).slice(read)
          return steps.length === 0 ? undefined : steps
        })
        read += due.length
        for (const step of due) {
          if (step.messageType === 'notification') this.#show({ ...step, payload: payloadOf(step) })
          acked = Math.max(acked, step.messageType === 'notification' ? step.seq : step.toSeq)
        }
        await connection.acknowledge([token, acked])
      }
    } finally {
      connection.close()
    }
  }

  /** Returns false if it has been shown already. */
  #show({ clientAppToken, seq, id, payload }: Receipt): boolean {
    if (this.#journal.has(seq)) {
      this.repeated += 1
      return false
    }
    this.#journal.add(seq)
    this.#shown.push({ clientAppToken, seq, id, payload })
    return true
  }

  #isKilled(): boolean {
    const isKilled = this.#input.isKilled()
    if (isKilled) this.workerKills += 1
    return isKilled
  }
}

function payloadOf(notification: object): unknown {
  return 'payload' in notification ? notification.payload : undefined
}
