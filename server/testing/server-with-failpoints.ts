import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { runServer } from '../run.ts'

const ANSWER_OUT_MILLISECONDS = 50

/**
 * The server of the fault tests: `FAILPOINT=name:3` kills it, like `kill -9`, when it reaches that point for the third
 * time. Production does not include this program. It serves no pages.
 */
const [point = '', times = '1'] = (process.env.FAILPOINT ?? '').split(':')
let left = Number(times)

await runServer({
  pages: false,
  failpoint: async (name) => {
    if (name !== point) return
    left -= 1
    if (left !== 0) return
    if (name === 'submission.answered') await sleep(ANSWER_OUT_MILLISECONDS)
    process.kill(process.pid, 'SIGKILL')
  },
})

const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()

/**
 * On SIGUSR2 it prints the event loop's delay since its start. With `--expose-gc` it also prints its memory after a
 * garbage collection.
 */
process.on('SIGUSR2', () => {
  process.stdout.write(`event loop ${JSON.stringify({ p99: Math.round(delay.percentile(99) / 1e6) })}\n`)
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.stdout.write(`memory ${JSON.stringify({ rss, held: heapUsed + external })}\n`)
})
