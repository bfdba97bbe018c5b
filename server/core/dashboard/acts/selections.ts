import { randomUUID } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { SelectionAct } from '#protocol/dashboard/acts.ts'
import type { Clock } from '../../clock.ts'
import { AoiError } from '../../errors.ts'

/** What an act is meant for: exactly these rows. */
export type Selection = {
  id: string
  operatorId: string
  act: SelectionAct
  ids: readonly string[]
  /** Unix ms. */
  expiresAt: number
}

/**
 * Selections that operators have frozen and not yet acted on. In memory: one that a restart loses is made again, and
 * what was acted on stands in the audit.
 */
export class Selections {
  readonly #clock: Clock
  /** Oldest first. */
  readonly #kept = new Map<string, Selection>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Keeps it for ten minutes; of an operator who has too many the oldest is forgotten. */
  keep(frozen: Pick<Selection, 'operatorId' | 'act' | 'ids'>): Selection {
    this.#forgetExpired()
    const own = [...this.#kept.values()].filter(({ operatorId }) => operatorId === frozen.operatorId)
    const oldest = own.length < LIMITS.selectionsKept ? undefined : own[0]
    if (oldest !== undefined) this.#kept.delete(oldest.id)
    const expiresAt = this.#clock.now() + LIMITS.selectionSeconds * 1000
    const selection = { ...frozen, id: randomUUID(), expiresAt }
    this.#kept.set(selection.id, selection)
    return selection
  }

  /** Takes it away, so that it is acted on once. Throws `notFound`, for another operator or act as well. */
  take(asked: Pick<Selection, 'id' | 'operatorId' | 'act'>): Selection {
    this.#forgetExpired()
    const selection = this.#kept.get(asked.id)
    if (selection?.operatorId !== asked.operatorId || selection.act !== asked.act) {
      throw new AoiError('notFound', 'selectionId: is over, or was acted on; select again')
    }
    this.#kept.delete(asked.id)
    return selection
  }

  #forgetExpired(): void {
    const now = this.#clock.now()
    for (const { id, expiresAt } of this.#kept.values()) if (expiresAt <= now) this.#kept.delete(id)
  }
}
