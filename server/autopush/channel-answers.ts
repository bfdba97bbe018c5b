import type { PushSocketMessage } from '#protocol'
import { isAoiError } from '../core/errors.ts'
import type { OnUnexpected } from '../core/unexpected.ts'
import type { BrowserChannels } from './browser-channels.ts'
import type { BrowserLine } from './browser-line.ts'

type Message<Type extends PushSocketMessage['messageType']> = Extract<
  PushSocketMessage,
  { messageType: Type }
>

type Parts = {
  line: BrowserLine
  /** Of the browser, which becomes an AOI Client for it if it is none. */
  ensureChannels: () => Promise<BrowserChannels>
  /** `undefined` for a browser that has none. */
  findChannels: () => BrowserChannels | undefined
  onUnexpected: OnUnexpected
}

/** Answers what a browser asks about its channels: always, with a status of Mozilla's protocol. */
export class ChannelAnswers {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async register({ channelID, key }: Message<'register'>): Promise<void> {
    const { line, ensureChannels } = this.#parts
    try {
      await (await ensureChannels()).register({ channelID, key }, (answer) => line.say(answer))
    } catch (error) {
      const status = this.#statusOf(error)
      line.say({ messageType: 'register', channelID, status, pushEndpoint: '' })
    }
  }

  /** Answers whether the browser had channels, of which this one is over now. */
  async unregister({ channelID }: Message<'unregister'>): Promise<boolean> {
    const { line, findChannels } = this.#parts
    const channels = findChannels()
    let status = 200
    try {
      await channels?.unregister(channelID)
    } catch (error) {
      status = this.#statusOf(error)
    }
    line.say({ messageType: 'unregister', channelID, status })
    return channels !== undefined && status === 200
  }

  #statusOf(error: unknown): number {
    if (!isAoiError(error)) {
      this.#parts.onUnexpected(error, { kind: 'socket', name: 'pushSocket' })
      return 500
    }
    if (error.code === 'invalid') return 400
    if (error.code === 'unauthorized') return 403
    return error.code === 'keyReused' ? 409 : 503
  }
}
