import { randomUUID } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { SelectionAct } from '#protocol/dashboard/acts.ts'
import type { Clock } from '../../clock.ts'
import { AoiError } from '../../errors.ts'

/** The targets of an act: exactly these rows. */
export type Selection = {
  id: string
  operatorId: string
  /** `compose`: the ids are those of the tokens that a composed notification goes to. */
  act: SelectionAct | 'compose'
  ids: readonly string[]
  /** The AOI Client whose payloads are selected. Its flight recorder is erased with them. */
  aoiClientId?: string
  /** Unix ms. */
  expiresAt: number
}

/**
 * Selections that operators have frozen and not yet used. They are in memory: an operator can repeat a selection lost
 * in a restart, and the audit has the used ones.
 */
export class Selections {
  readonly #clock: Clock
  /** Oldest first. */
  readonly #kept = new Map<string, Selection>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Keeps a selection for ten minutes. An operator at the limit loses the oldest one. */
  keep(frozen: Pick<Selection, 'operatorId' | 'act' | 'ids' | 'aoiClientId'>): Selection {
    this.#forgetExpired()
    const own = [...this.#kept.values()].filter(({ operatorId }) => operatorId === frozen.operatorId)
    const oldest = own.length < LIMITS.selectionsKept ? undefined : own[0]
    if (oldest !== undefined) this.#kept.delete(oldest.id)
    const expiresAt = this.#clock.now() + LIMITS.selectionSeconds * 1000
    const selection = { ...frozen, id: randomUUID(), expiresAt }
    this.#kept.set(selection.id, selection)
    return selection
  }

  /**
   * Removes and returns the selection, so that it is used once. Throws `notFound`, also for another operator or act.
   */
  take(asked: Pick<Selection, 'id' | 'operatorId' | 'act'>): Selection {
    this.#forgetExpired()
    const selection = this.#kept.get(asked.id)
    if (selection?.operatorId !== asked.operatorId || selection.act !== asked.act) {
      throw new AoiError('notFound', 'selectionId: has expired or has been used; select again')
    }
    this.#kept.delete(asked.id)
    return selection
  }

  #forgetExpired(): void {
    const now = this.#clock.now()
    for (const { id, expiresAt } of this.#kept.values()) if (expiresAt <= now) this.#kept.delete(id)
  }
}
