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
  /** Returns the channels of the browser. First makes the browser an AOI Client if it is none. */
  ensureChannels: () => Promise<BrowserChannels>
  /** Returns `undefined` for a browser without channels. */
  findChannels: () => BrowserChannels | undefined
  onUnexpected: OnUnexpected
}

/** Answers the requests of a browser about its channels: always, with a status of Mozilla's protocol. */
export class ChannelAnswers {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async register({ channelID, key }: Message<'register'>): Promise<void> {
    const { line, ensureChannels } = this.#parts
    try {
      await (await ensureChannels()).register({ channelID, key }, (answer) => line.send(answer))
    } catch (error) {
      const status = this.#statusOf(error)
      line.send({ messageType: 'register', channelID, status, pushEndpoint: '' })
    }
  }

  /** Ends a channel. Returns true if the browser had channels and this one is now over. */
  async unregister({ channelID }: Message<'unregister'>): Promise<boolean> {
    const { line, findChannels } = this.#parts
    const channels = findChannels()
    let status = 200
    try {
      await channels?.unregister(channelID)
    } catch (error) {
      status = this.#statusOf(error)
    }
    line.send({ messageType: 'unregister', channelID, status })
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
