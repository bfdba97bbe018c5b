import { monitorEventLoopDelay } from 'node:perf_hooks'
import { runServer } from '../../server/run.ts'

const NANOSECONDS = 1_000_000

/** The server as production has it, without pages. */
await runServer({ pages: false })

/** On SIGUSR2 it tells how late its event loop was, in milliseconds, since it was last asked. */
const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  // Past the console, which the server writes into its log.
  process.stdout.write(
    `event loop ${JSON.stringify({ p99: delay.percentile(99) / NANOSECONDS, max: delay.max / NANOSECONDS })}\n`,
  )
  delay.reset()
})
