import { performance } from 'node:perf_hooks'

/** Milliseconds for which the event loop of this process has been busy, since it started. */
export function loopTime(): number {
  return performance.eventLoopUtilization().active
}
