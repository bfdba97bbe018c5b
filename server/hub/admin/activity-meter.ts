import type { ActivityFrame } from '#protocol/dashboard/feed.ts'
import type { Announcement } from '#server/core/announcement.ts'
import type { Clock } from '#server/core/clock.ts'

const FRAME_MILLISECONDS = 250
const NOTHING: ActivityFrame = {
  ...{ accepted: 0, acked: 0, registrations: 0, sessions: 0, apiKeys: 0, findings: 0 },
}

/** Counts events and reports the counts at most four times a second. */
export class ActivityMeter {
  readonly #clock: Clock
  readonly #emit: (frame: ActivityFrame) => void
  #frame: ActivityFrame = { ...NOTHING }
  #timed = false

  constructor(clock: Clock, emit: (frame: ActivityFrame) => void) {
    this.#clock = clock
    this.#emit = emit
  }

  onAnnouncement(announcement: Announcement): void {
    if (announcement.kind === 'appended') this.#frame.accepted += announcement.entries.length
    else if (announcement.kind === 'appendedAgain') this.#frame.accepted += 1
    else if (announcement.kind === 'acked') this.#frame.acked += announcement.moves.length
    else if (['registered', 'deregistered', 'revoked', 'aoiClientEnded'].includes(announcement.kind))
      this.#frame.registrations += 1
    else if (announcement.kind === 'sessionJoined' || announcement.kind === 'sessionLeft')
      this.#frame.sessions += 1
    else if (announcement.kind === 'apiKeyCreated' || announcement.kind === 'apiKeyRevoked')
      this.#frame.apiKeys += 1
    else if (announcement.kind === 'findingsChanged') this.#frame.findings += 1
    else return
    this.#schedule()
  }

  #schedule(): void {
    if (this.#timed) return
    this.#timed = true
    this.#clock.after(FRAME_MILLISECONDS, () => {
      this.#timed = false
      const frame = this.#frame
      this.#frame = { ...NOTHING }
      this.#emit(frame)
    })
  }
}
