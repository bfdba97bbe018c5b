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
    const { registrationId, endpoint } = answer
    const before = this.#waiting.get(registrationId)
    const earlier = before?.endpoint === endpoint ? before : { acceptedSeq: 0, unsentSeq: 0 }
    const acceptedSeq = Math.max(earlier.acceptedSeq, answer.acceptedSeq)
    const unsentSeq = Math.max(earlier.unsentSeq, answer.unsentSeq)
    this.#waiting.set(registrationId, {
      ...{ registrationId, endpoint, status: answer.status, answer: answer.answer },
      ...{ answeredAt: this.#clock.now(), acceptedSeq, unsentSeq },
    })
  }

  /** Writes the answers that are due. Repeated answers, and those that cannot be written, wait for a later call. */
  flush(store: Pick<PushStore, 'noteAnswers'>): Promise<void> {
    const now = this.#clock.now()
    return this.#write(store, (answer) => this.#isDue(answer, now))
  }

  /** Writes all answers, also repeated ones: the process ends. */
  end(store: Pick<PushStore, 'noteAnswers'>): Promise<void> {
    return this.#write(store, () => true)
  }

  async #write(
    store: Pick<PushStore, 'noteAnswers'>,
    isWanted: (answer: PushAnswer) => boolean,
  ): Promise<void> {
    const answers = [...this.#waiting.values()].filter(isWanted)
    if (answers.length === 0) return
    await store.noteAnswers(answers)
    for (const answer of answers) {
      const { registrationId, status, answeredAt } = answer
      this.#written.set(registrationId, { status, answeredAt })
      if (this.#waiting.get(registrationId) === answer) this.#waiting.delete(registrationId)
    }
  }

  #isDue({ registrationId, status }: PushAnswer, now: number): boolean {
    const before = this.#written.get(registrationId)
    return before?.status !== status || now - before.answeredAt >= REPEATED_MILLISECONDS
  }

  /** The registration is over here. */
  forget(registrationId: number): void {
    this.#written.delete(registrationId)
  }
}
