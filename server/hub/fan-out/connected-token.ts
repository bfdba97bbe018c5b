import type { LogTail } from '../log/log-tail.ts'
import type { Delivery } from '../session/delivery.ts'

/** A token that has members connected here. `FanOut` alone keeps the times of its fan-outs. */
export class ConnectedToken {
  readonly log: LogTail
  readonly members = new Set<Delivery>()
  /** How long the last fan-out took. */
  fanOutMilliseconds = 0
  /** Ends the delay of the next fan-out; set while that is delayed. */
  endDelay: (() => void) | undefined

  constructor(log: LogTail) {
    this.log = log
  }

  /** True if a member has not been sent everything. */
  get isBehind(): boolean {
    for (const member of this.members) if (member.isBehind) return true
    return false
  }
}
