import { randomUUID } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { Bus, OnMessage } from '#server/core/bus.ts'
import type { Clock } from '#server/core/clock.ts'
import type { Log } from '#server/core/log.ts'
import type { RedisLink } from './redis-link.ts'

const CHANNEL_PREFIX = 'aoi:'
const SENDER_LENGTH = 36
const ECHO_MILLISECONDS = 1000
const ECHO_RETRY_MILLISECONDS = 200
const WELL_MILLISECONDS = 3000

type Parts = { link: RedisLink; clock: Clock; log: Log }

/**
 * The bus of nodes that share a Redis, over sharded publish and subscribe. Once a second it publishes an echo to
 * itself. As long as the echo returns, messages travel, even if the connections report otherwise.
 */
export class RedisBus implements Bus {
  readonly #parts: Parts
  readonly #id = randomUUID()
  readonly #listeners = new Map<string, OnMessage>()
  /** Subjects whose subscription failed; the next turn retries. */
  readonly #refused = new Set<string>()
  readonly #returns = new Set<() => void>()
  readonly #echo = `node:${this.#id}`
  #echoedAt = Number.NEGATIVE_INFINITY
  #well = false
  #bytes = 0
  #cancel = () => {}

  constructor(parts: Parts) {
    this.#parts = parts
    this.listen(this.#echo, () => {})
    this.#turn()
  }

  get isWell(): boolean {
    return this.#well && this.#parts.clock.monotonic() - this.#echoedAt < WELL_MILLISECONDS
  }

  publish(subject: string, message: string): void {
    if (this.isWell) this.#send(subject, message)
  }

  listen(subject: string, onMessage: OnMessage): void {
    const isNew = !this.#listeners.has(subject)
    this.#listeners.set(subject, onMessage)
    if (isNew) void this.#subscribe(subject)
  }

  ignore(subject: string): void {
    if (this.#listeners.delete(subject)) void this.#unsubscribe(subject)
  }

  onReturn(run: () => void): void {
    this.#returns.add(run)
  }

  async close(): Promise<void> {
    this.#cancel()
    this.#well = false
    this.#listeners.clear()
    this.#parts.link.close()
  }

  /** Publishes a message. Drops it if too many bytes wait for Redis: a late hint is worthless. */
  #send(subject: string, message: string): void {
    if (this.#bytes > LIMITS.busBytes) return
    const text = `${this.#id}${message}`
    this.#bytes += text.length
    this.#parts.link.commander
      .sPublish(`${CHANNEL_PREFIX}${subject}`, text)
      .catch(() => undefined)
      .finally(() => {
        this.#bytes -= text.length
      })
  }

  async #subscribe(subject: string): Promise<void> {
    try {
      await this.#parts.link.subscriber.sSubscribe(`${CHANNEL_PREFIX}${subject}`, this.#take)
    } catch {
      this.#refused.add(subject)
    }
  }

  async #unsubscribe(subject: string): Promise<void> {
    this.#refused.delete(subject)
    await this.#parts.link.subscriber
      .sUnsubscribe(`${CHANNEL_PREFIX}${subject}`, this.#take)
      // The connection is down, so it has no subscription either.
      .catch(() => undefined)
  }

  readonly #take = (text: string, channel: string): void => {
    const subject = channel.slice(CHANNEL_PREFIX.length)
    if (text.startsWith(this.#id)) {
      if (subject === this.#echo) this.#echoed()
      return
    }
    this.#listeners.get(subject)?.(text.slice(SENDER_LENGTH), subject)
  }

  /** Notices a missing echo. An echo calls it too: messages were lost even if Redis is back before the next turn. */
  #noticeSilence(): void {
    if (!this.#well || this.isWell) return
    this.#well = false
    this.#parts.log.warn(
      { event: 'redisLost' },
      'Redis is unavailable: nodes learn of changes from the database alone',
    )
  }

  #turn(): void {
    this.#noticeSilence()
    for (const subject of [...this.#refused]) {
      this.#refused.delete(subject)
      void this.#subscribe(subject)
    }
    this.#send(this.#echo, '')
    const milliseconds = this.#well ? ECHO_MILLISECONDS : ECHO_RETRY_MILLISECONDS
    this.#cancel = this.#parts.clock.after(milliseconds, () => this.#turn())
  }

  #echoed(): void {
    this.#noticeSilence()
    this.#echoedAt = this.#parts.clock.monotonic()
    if (this.#well) return
    this.#well = true
    this.#parts.log.info({ event: 'redisBack' }, 'Redis is available: nodes send each other hints')
    for (const run of this.#returns) run()
  }
}
