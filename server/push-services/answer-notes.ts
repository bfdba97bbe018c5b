import type { Clock } from '#server/core/clock.ts'
import type { PushAnswer, PushStore } from '#server/core/push-members/push-store.ts'

const REPEATED_MILLISECONDS = 60_000

/**
 * The latest answers of push services, for the operator's question why a member has no notification. They are written
 * together, and a repeated answer at most once a minute: a delivery must not cost a write.
 */
export class AnswerNotes {
  readonly #clock: Clock
  readonly #waiting = new Map<number, PushAnswer>()
  readonly #written = new Map<number, Pick<PushAnswer, 'status' | 'answeredAt'>>()

  constructor(parts: { clock: Clock }) {
    this.#clock = parts.clock
  }

  note(answer: Omit<PushAnswer, 'answeredAt'>): void {
    const { registrationId, status } = answer
    const answeredAt = this.#clock.now()
    const before = this.#written.get(registrationId)
    if (before?.status === status && answeredAt - before.answeredAt < REPEATED_MILLISECONDS) return
    this.#waiting.set(registrationId, { ...answer, answeredAt })
  }

  /** Writes the answers that wait. Those that cannot be written wait for the next call. */
  async flush(store: Pick<PushStore, 'noteAnswers'>): Promise<void> {
    const answers = [...this.#waiting.values()]
    if (answers.length === 0) return
    await store.noteAnswers(answers)
    for (const answer of answers) {
      const { registrationId, status, answeredAt } = answer
      this.#written.set(registrationId, { status, answeredAt })
      if (this.#waiting.get(registrationId) === answer) this.#waiting.delete(registrationId)
    }
  }

  /** The registration is over here. */
  forget(registrationId: number): void {
    this.#written.delete(registrationId)
  }
}
