import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type NotificationStatus, notificationResSchema, notificationStatusSchema } from '#protocol'
import { type Answered, call } from '../api-caller.ts'

const BACKOFF_MILLISECONDS = 100
/** Statuses after which a well-behaved Server Application repeats its request. Proxies send two of them. */
const PASSING = new Set([409, 429, 502, 503, 504])

/** A notification that was answered 201. */
export type Accepted = {
  id: string
  clientAppToken: string
  seq: number
  recipients: number
  payload: number
  /** Time of the 201 by the monotonic clock of the test, in milliseconds. */
  at?: number
}

/** A Server Application that repeats its request, under the same Idempotency-Key, until it has its 201. */
export class Sender {
  readonly accepted: Accepted[] = []
  /** Requests without an answer, or with a temporary refusal. */
  retries = 0
  /** The most retries that one notification took. */
  mostRetries = 0
  readonly #url: string
  readonly #key: string
  readonly #ttl: number | undefined

  /** `ttl`: of every notification, in seconds; unset: the server's default. */
  constructor(input: { url: string; key: string; ttl?: number }) {
    this.#url = input.url
    this.#key = input.key
    this.#ttl = input.ttl
  }

  async send(clientAppToken: string, payload: number): Promise<Accepted> {
    const answered = await this.#submit({ clientAppToken, payload })
    return this.#accept(answered, { clientAppToken, payload })
  }

  /** Schedules a notification for a time (Unix ms). Returns its id. */
  async schedule(clientAppToken: string, payload: number, at: number): Promise<string> {
    const { body } = await this.#submit({ clientAppToken, payload, deliverAt: new Date(at).toISOString() })
    return String(body.notificationId)
  }

  /** Repeats the request until it has its 201. */
  async #submit(elements: object): Promise<Answered> {
    const body = { messageType: 'notificationReq', ttl: this.#ttl, ...elements }
    const headers = { 'idempotency-key': randomUUID() }
    for (let retries = 0; ; retries += 1) {
      this.mostRetries = Math.max(this.mostRetries, retries)
      const answered = await this.#attempt({ path: '/api/v1/notifications', body, headers })
      if (answered?.status === 201) return answered
      if (answered !== undefined && !PASSING.has(answered.status)) {
        throw new Error(`refused: ${answered.status} ${answered.text}`)
      }
      this.retries += 1
      await delay(BACKOFF_MILLISECONDS)
    }
  }

  async getStatus(id: string): Promise<NotificationStatus> {
    const { body } = await call(this.#url, { path: `/api/v1/notifications/${id}`, key: this.#key })
    return notificationStatusSchema.parse(body)
  }

  #accept(answered: Answered, sent: { clientAppToken: string; payload: number }): Accepted {
    const { notificationId, seq, recipients } = notificationResSchema.parse(answered.body)
    const accepted = { id: notificationId, seq, recipients, ...sent, at: performance.now() }
    this.accepted.push(accepted)
    return accepted
  }

  /** `undefined` when the connection broke: the outcome of the request is unknown. */
  async #attempt(asked: Omit<Parameters<typeof call>[1], 'key'>): Promise<Answered | undefined> {
    try {
      return await call(this.#url, { ...asked, key: this.#key })
    } catch {
      return undefined
    }
  }
}
