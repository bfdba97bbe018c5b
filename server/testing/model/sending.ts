import { LIMITS } from '#protocol'
import type { Ground } from './ground.ts'
import type { StatusBody, Submission } from './history.ts'
import type { Operation, Sent } from './operations.ts'

/** Sends and cancels notifications, and reads their status. */
export class Sending {
  readonly #ground: Ground
  #marks = 0

  constructor(ground: Ground) {
    this.#ground = ground
  }

  async send(node: number, sent: Sent): Promise<Submission | undefined> {
    const token = this.#ground.tokens[sent.token % Math.max(1, this.#ground.tokens.length)]
    if (token === undefined) return undefined
    this.#marks += 1
    // With a key the body depends on the key alone, so that two requests can have the same body.
    const mark =
      sent.key === undefined
        ? `${this.#marks}`
        : `key ${sent.key}${sent.otherBody ? ' other' : ''} ${token.slice(0, 8)}`
    const { ttl, urgency, topic } =
      sent.key === undefined ? sent : { ttl: 60, urgency: undefined, topic: undefined }
    const wishes = {
      ...(ttl !== undefined && { ttl }),
      ...(urgency !== undefined && { urgency }),
      ...(topic !== undefined && { topic }),
    }
    const body = { messageType: 'notificationReq', clientAppToken: token, payload: { mark }, ...wishes }
    const key = sent.key === undefined ? undefined : `${this.#ground.name} ${sent.key}`
    const submission = this.#ground.recorder.note<Submission>({
      ...{
        kind: 'submission',
        mark,
        token,
        ttlSeconds: ttl ?? LIMITS.ttlSecondsDefault,
        urgency: urgency ?? 'normal',
      },
      ...(topic === undefined ? {} : { topic }),
      ...(key === undefined ? {} : { idempotencyKey: key }),
      bodyHash: JSON.stringify(body),
      began: this.#ground.recorder.now,
    })
    const answered = await this.#ground.ask(node, {
      path: '/api/v1/notifications',
      authorization: `Bearer ${this.#ground.setup.key}`,
      body,
      headers: key === undefined ? {} : { 'idempotency-key': key },
    })
    this.#accept(submission, { status: answered.status, result: answered.body })
    return submission
  }

  #accept(
    submission: Submission,
    { status, result }: { status: number | undefined; result: Record<string, unknown> },
  ): void {
    submission.ended = this.#ground.recorder.now
    if (status === undefined) return
    submission.status = status
    if (status !== 201) return
    submission.id = String(result.notificationId)
    submission.seq = Number(result.seq)
    submission.recipients = Number(result.recipients)
    if (!this.#ground.ids.includes(submission.id)) this.#ground.ids.push(submission.id)
  }

  async sendToSeveral({ node, tokens, ttl }: Extract<Operation, { does: 'sendToSeveral' }>): Promise<void> {
    const named = [
      ...new Set(
        tokens.flatMap((token) => this.#ground.tokens[token % Math.max(1, this.#ground.tokens.length)] ?? []),
      ),
    ]
    if (named.length === 0) return
    this.#marks += 1
    const mark = `${this.#marks}`
    const body = { messageType: 'notificationReq', clientAppTokens: named, payload: { mark }, ttl }
    const submissions = named.map((token) =>
      this.#ground.recorder.note<Submission>({
        kind: 'submission',
        mark,
        token,
        ttlSeconds: ttl,
        urgency: 'normal',
        bodyHash: JSON.stringify(body),
        began: this.#ground.recorder.now,
      }),
    )
    const answered = await this.#ground.ask(node, {
      path: '/api/v1/notifications',
      authorization: `Bearer ${this.#ground.setup.key}`,
      body,
      headers: {},
    })
    const results = (answered.body.results ?? []) as Record<string, unknown>[]
    for (const [index, submission] of submissions.entries()) {
      const result = results[index] ?? {}
      const status = answered.status === 201 && result.code !== '200' ? Number(result.code) : answered.status
      this.#accept(submission, { status, result })
    }
  }

  /** Sends more than a window holds. */
  async fill({ node, token, count }: Extract<Operation, { does: 'fill' }>): Promise<void> {
    for (let sent = 0; sent < count; sent += 16)
      await Promise.all(
        Array.from({ length: Math.min(16, count - sent) }, () => this.send(node, { token, ttl: 3600 })),
      )
  }

  async cancel({ node, notification }: { node: number; notification: number }): Promise<void> {
    const id = this.idOf(notification)
    if (id === undefined) return
    const { recorder } = this.#ground
    const cancel = recorder.note({
      kind: 'cancel',
      id,
      began: recorder.now,
      ended: undefined as number | undefined,
      status: undefined as number | undefined,
    })
    const { status } = await this.#ground.ask(node, {
      method: 'DELETE',
      path: `/api/v1/notifications/${id}`,
      authorization: `Bearer ${this.#ground.setup.key}`,
    })
    // Lets this process first read the frames that its other sockets already hold.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    if (status !== undefined) Object.assign(cancel, { ended: recorder.now, status })
  }

  async readStatus(node: number, id: string | undefined): Promise<void> {
    if (id === undefined) return
    const { recorder } = this.#ground
    const began = recorder.now
    const { status, body } = await this.#ground.ask(node, {
      path: `/api/v1/notifications/${id}`,
      authorization: `Bearer ${this.#ground.setup.key}`,
    })
    if (status === 200)
      recorder.note({ kind: 'status', id, began, ended: recorder.now, body: body as unknown as StatusBody })
    else if (status !== undefined && status !== 503)
      recorder.note({
        kind: 'fault',
        at: recorder.now,
        text: `status ${id}: ${status} ${JSON.stringify(body)}`,
      })
  }

  /** Returns the id of a notification, counted from the newest. */
  idOf(number: number): string | undefined {
    return this.#ground.ids.at(-1 - (number % Math.max(1, this.#ground.ids.length)))
  }
}
