import { LIMITS } from '#protocol'
import type { ExportProgress } from '#protocol/dashboard/lists/notifications.ts'
import { AoiError } from '../errors.ts'

type Entry = {
  operatorId: string
  progress: ExportProgress
  abort: AbortController
}

/** Running and recent exports, in memory, so that a page can show the progress of its own. */
export class Exports {
  /** Oldest first. */
  readonly #kept = new Map<string, Entry>()

  /** Starts an export, which must end when its `signal` aborts. Throws `invalid` for an id that is in use. */
  begin({ id, operatorId }: { id: string; operatorId: string }): {
    signal: AbortSignal
    cancel: () => void
    update: (change: Partial<ExportProgress>) => void
  } {
    if (this.#kept.has(id)) throw new AoiError('invalid', 'exportId: is in use; choose another')
    const kept: Entry = { operatorId, progress: { state: 'running', rows: 0 }, abort: new AbortController() }
    this.#kept.set(id, kept)
    this.#forgetOldest()
    return {
      signal: kept.abort.signal,
      cancel: () => kept.abort.abort(),
      update: (change) => {
        // Only the first final state counts.
        if (change.state !== undefined && kept.progress.state !== 'running') return
        kept.progress = { ...kept.progress, ...change }
      },
    }
  }

  /** Throws `notFound`, also for another operator's export. */
  read(asked: { id: string; operatorId: string }): ExportProgress {
    return this.#find(asked).progress
  }

  /** Throws `notFound`, also for another operator's export. */
  cancel(asked: { id: string; operatorId: string }): void {
    this.#find(asked).abort.abort()
  }

  #find({ id, operatorId }: { id: string; operatorId: string }): Entry {
    const kept = this.#kept.get(id)
    if (kept?.operatorId !== operatorId)
      throw new AoiError('notFound', 'id: none of your exports has this id')
    return kept
  }

  /** Running exports are few (`LIMITS.exportsAtOnce`) and stay. */
  #forgetOldest(): void {
    for (const [id, { progress }] of this.#kept) {
      if (this.#kept.size <= LIMITS.exportsKept) return
      if (progress.state !== 'running') this.#kept.delete(id)
    }
  }
}
