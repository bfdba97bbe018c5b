import type { Urgency } from '#protocol'
import type { HookShape } from '#protocol/hook-shapes.ts'
import type { FailingHook } from '../findings/facts.ts'
import type { Page, PageRequest } from '../store.ts'

export type NewHook = {
  /** 16 hex digits. */
  id: string
  /** SHA-256 of the secret, hex. */
  secretHash: string
  name: string
  clientAppToken: string
  applicationName: string
  shape: HookShape
  /** JSON text: the templates of the shape `json`, by field. */
  template?: string
  /** A readable ntfy topic. It needs the secret as a credential. */
  alias?: string
  ttlSeconds?: number
  urgency?: Urgency
  tag?: string
  /** Requests must have the signature of their shape. */
  signed: boolean
  perMinute: number
  createdBy: string
  /** Unix ms. */
  createdAt: number
}

export type Hook = NewHook & {
  /** The secret before the latest rotation, valid until `endsAt` (Unix ms). */
  previous?: { secretHash: string; endsAt: number }
  lastUsedAt?: number
  revokedAt?: number
}

/**
 * `accepted`: it became a notification. `repeated`: an earlier request with the same id did. `nothing`: it asked for
 * none. `refused`: it became none, and `reason` says why.
 */
export type HookOutcome = 'accepted' | 'repeated' | 'nothing' | 'refused'

/** A request to a hook, as it is kept for the operator. */
export type HookRequestRecord = {
  hookId: string
  at: number
  contentType?: string
  /** The beginning of the body, with secrets masked. */
  body: string
  outcome: HookOutcome
  notificationId?: string
  reason?: string
}

/** A kept request, with the id of its row. */
export type KeptHookRequest = HookRequestRecord & { id: number }

/** The facts of a hook from beside its own row. */
export type HookSurroundings = {
  /** Missing if the token is gone. */
  token?: { tokenId: number; members: number }
  /** Kept requests: all, and the refused ones among them. */
  requests: { kept: number; refused: number }
}

export type HookCreation = 'created' | 'tooMany' | 'aliasTaken' | { existing: string }

/** The hooks in the database, beside the `Store` and on its connections. */
export interface HookStore {
  /**
   * Makes the hook and its Server Application. Returns `tooMany` if there are `LIMITS.hooks` valid ones, `aliasTaken`
   * if another hook has the alias. With `isOnly`, makes none if a valid hook has the name, and returns its id.
   */
  create(hook: NewHook, options?: { isOnly?: boolean }): Promise<HookCreation>
  find(id: string): Promise<Hook | undefined>
  findByAlias(alias: string): Promise<Hook | undefined>
  /** Newest first, also revoked ones. */
  list(page: PageRequest): Promise<Page<Hook>>
  /** Gives a valid hook a new secret; the old one ends at `previousEndsAt`. Returns false if there is no such hook. */
  rotate(input: { id: string; secretHash: string; previousEndsAt: number }): Promise<boolean>
  /** Sets or removes the template of a valid hook. Returns false if there is no such hook. */
  changeTemplate(input: { id: string; template: string | undefined }): Promise<boolean>
  /** Ends a hook and frees its alias. Returns false if there is no such hook. */
  revoke(input: { id: string; at: number }): Promise<boolean>
  /** Keeps the newest `LIMITS.hookRequestsKept` requests of each hook, and the time of its last use. */
  keepRequests(requests: readonly HookRequestRecord[]): Promise<void>
  /** Valid hooks that refused requests since `from` (Unix ms), those with the most first; `rows` at most. */
  listFailing(input: { from: number; rows: number }): Promise<FailingHook[]>
  /** Newest first. */
  listRequests(hookId: string): Promise<KeptHookRequest[]>
  findRequest(input: { hookId: string; id: number }): Promise<KeptHookRequest | undefined>
  /** By the id of the hook; every given hook has an entry. */
  findSurroundings(
    hooks: readonly Pick<Hook, 'id' | 'clientAppToken'>[],
  ): Promise<ReadonlyMap<string, HookSurroundings>>
}
