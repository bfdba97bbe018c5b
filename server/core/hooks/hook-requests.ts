import { LIMITS } from '#protocol'
import type { HookRequestRecord, HookStore } from './hook-store.ts'

const MASK = '…'
const NAMES = '(?:password|secret|token|api_?key|authorization|user|auth)'
/**
 * Addresses of hooks, API keys and other secrets of this server, and values that are named as secrets: in JSON, in a
 * form and in a multipart form. The end of the kept text may cut each of them.
 */
const SECRETS = [
  /\baoi_[a-z]{2}_[0-9a-f]{16}_[A-Za-z0-9_-]*/g,
  new RegExp(String.raw`(?<="${NAMES}"\s*:\s*")(?:\\.|[^"\\])+`, 'gi'),
  new RegExp(String.raw`(?<=\b${NAMES}=)[^&\s]+`, 'gi'),
  new RegExp(String.raw`(?<=\bname="?${NAMES}"?\r\n(?:[^\r\n]+\r\n)*\r\n)[^\r\n]+`, 'gi'),
]

/**
 * Keeps the newest requests of each hook for the operator. They are written in batches, behind the answers; a killed
 * server loses the latest second of them.
 */
export class HookRequests {
  readonly #store: Pick<HookStore, 'keepRequests'>
  #waiting: HookRequestRecord[] = []

  constructor(parts: { store: Pick<HookStore, 'keepRequests'> }) {
    this.#store = parts.store
  }

  /** `body` is the whole body; its beginning is kept, with secrets masked. */
  note({ body, ...request }: Omit<HookRequestRecord, 'body'> & { body: Uint8Array }): void {
    // Under a flood, only the newest requests matter.
    if (this.#waiting.length >= LIMITS.hookRequestsWaiting) this.#waiting.shift()
    this.#waiting.push({ ...request, body: readBeginning(body) })
  }

  /**
   * Writes the waiting requests in short transactions, so that no submission waits for all of them. A failure keeps those
   * that are not written for the next time.
   */
  async flush(): Promise<void> {
    let requests: readonly HookRequestRecord[] = this.#waiting
    this.#waiting = []
    try {
      while (requests.length > 0) {
        await this.#store.keepRequests(requests.slice(0, LIMITS.hookRequestsPerStep))
        requests = requests.slice(LIMITS.hookRequestsPerStep)
      }
    } catch (error) {
      this.#waiting = [...requests, ...this.#waiting].slice(-LIMITS.hookRequestsWaiting)
      throw error
    }
  }
}

function readBeginning(body: Uint8Array): string {
  // Streaming mode leaves out a character that the cut divides. PostgreSQL's text cannot hold U+0000.
  const text = new TextDecoder()
    .decode(body.subarray(0, LIMITS.hookRequestKeptBytes), { stream: true })
    .replaceAll('\u0000', '\ufffd')
  return SECRETS.reduce((masked, secret) => masked.replaceAll(secret, MASK), text)
}
