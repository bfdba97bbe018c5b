import { monitorEventLoopDelay } from 'node:perf_hooks'
import { runServer } from '../../server/run.ts'

const NANOSECONDS = 1_000_000

/** The server as in production, without pages. */
await runServer({ pages: false })

/** On SIGUSR2 it prints the delay of its event loop since the last such signal, in milliseconds. */
const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  // Writes to standard output directly, because the server turns `console` into log entries.
  process.stdout.write(
    `event loop ${JSON.stringify({ p99: delay.percentile(99) / NANOSECONDS, max: delay.max / NANOSECONDS })}\n`,
  )
  delay.reset()
})
