import type { HistoryEvent } from './history.ts'

const BEAT_MILLISECONDS = 20
/** A machine that stands still longer than this is noted. */
const STALL_MILLISECONDS = 60

/** Keeps what happens, and when the machine stood still. */
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
