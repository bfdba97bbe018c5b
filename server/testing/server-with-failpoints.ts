import { setTimeout as sleep } from 'node:timers/promises'
import { runServer } from '../run.ts'

const ANSWER_OUT_MILLISECONDS = 50

/**
 * The server as fault tests start it: `FAILPOINT=name:3` kills it, as `kill -9` would, the third time it comes to that
 * point. Not part of what production starts. Serves no pages.
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

/** On SIGUSR2 it tells what it holds in memory once the garbage is gone (with `--expose-gc`). */
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  console.log(`memory ${JSON.stringify({ rss, held: heapUsed + external })}`)
})
