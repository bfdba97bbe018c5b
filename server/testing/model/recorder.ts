import type { HistoryEvent } from './history.ts'

const BEAT_MILLISECONDS = 20
/** Longer stalls of the machine are recorded. */
const STALL_MILLISECONDS = 60

/** Records the events of a run and the stalls of the machine. */
export class Recorder {
  readonly events: HistoryEvent[] = []
  readonly #timer: NodeJS.Timeout
  #beatAt = performance.now()

  constructor() {
    this.#timer = setInterval(() => this.#beat(), BEAT_MILLISECONDS)
  }

  get now(): number {
    return performance.now()
  }

  note<Event extends HistoryEvent>(event: Event): Event {
    this.events.push(event)
    return event
  }

  end(): void {
    clearInterval(this.#timer)
  }

  #beat(): void {
    const late = this.now - this.#beatAt - BEAT_MILLISECONDS
    if (late > STALL_MILLISECONDS)
      this.note({ kind: 'late', from: this.now - late, to: this.now, milliseconds: late })
    this.#beatAt = this.now
  }
}
