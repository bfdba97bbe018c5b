import type { HookShape } from '#protocol/hook-shapes.ts'

/** Where a sender posts: the server's origin and its host, and the hook's address and signing secret. */
export type Target = { url: string; host: string; address: string; signingSecret: string }

/** A sender that knows nothing of AOI. */
export type StockSender = {
  shape: HookShape
  alias?: string
  /** The hook expects its sender's signature. */
  signed?: boolean
  /** Its program is not installed. */
  isMissing?: boolean
  send: (target: Target) => Promise<unknown>
  /** The elements of the display schema that the members receive. */
  expected: object
}

export type StockSenders = Readonly<Record<string, StockSender>>

export const BACKUP = { title: 'Backup', body: 'done' }
