import { performance } from 'node:perf_hooks'

/** Returns how long the event loop of this process has been busy since the start (ms). */
export function loopTime(): number {
  return performance.eventLoopUtilization().active
}
