import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { expect, onTestFinished } from 'vitest'
import { readEventLoopDelay } from '../read-event-loop-delay.ts'
import { ServerProcess } from '../server-process.ts'
import { makeRandom, type Random } from './random.ts'

const AT_ONCE = 16
const INPUTS_PER_GROUND = 3000

/** One request of a fuzz. `path` begins with a slash. */
export type FuzzRequest = {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: Buffer | undefined
}

type Fuzz<Ground> = {
  /** Names the requests in the printed line. */
  name: string
  inputs: number
  /** Makes keys, tokens and other objects that the requests use. Some requests end them, so this is called again. */
  openGround: (server: ServerProcess, before: Ground | undefined) => Promise<Ground>
  makeInput: (random: Random, ground: Ground) => FuzzRequest
  /** Statuses that prove that the requests got behind the first check. */
  expectedStatuses: readonly number[]
}

/**
 * Sends random requests to a fresh server, and expects that no answer is an unexpected error. Prints the seed, the counts
 * of each status, and the delay of the event loop.
 */
export async function runFuzz<Ground>(fuzz: Fuzz<Ground>): Promise<void> {
  const server = await ServerProcess.start({ env: { AOI_TRUSTED_PROXIES: '1' } })
  onTestFinished(() => server.remove())
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  onTestFinished(() => agent.destroy())
  const seed = Date.now() % 2 ** 31
  const random = makeRandom(seed)
  const statuses = new Map<number, number>()
  const faults: string[] = []
  const send = async (input: FuzzRequest) => {
    const status = await ask(server.url, agent, input)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    if (status >= 500 && status !== 503) faults.push(`${status} ${input.method} ${input.path}`)
  }
  let ground = await fuzz.openGround(server, undefined)
  for (let done = 0, opened = 0; done < fuzz.inputs; done += AT_ONCE) {
    if (done - opened >= INPUTS_PER_GROUND) {
      ground = await fuzz.openGround(server, ground)
      opened = done
    }
    const inputs = Array.from({ length: Math.min(AT_ONCE, fuzz.inputs - done) }, () =>
      fuzz.makeInput(random, ground),
    )
    await Promise.all(inputs.map(send))
  }
  const p99 = await readEventLoopDelay(server)
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}×${count}`)
  console.log(
    `fuzz: ${fuzz.inputs} ${fuzz.name}, seed ${seed}: ${counts.join(' ')}; event loop p99 ${p99} ms`,
  )
  expect(faults.slice(0, 20)).toEqual([])
  expect(server.output).not.toContain('unexpected error')
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([...fuzz.expectedStatuses]))
}

/** Returns the status, or 0 when the server cut the connection, as it does to a body that is too large. */
function ask(url: string, agent: Agent, { method, path, headers, body }: FuzzRequest): Promise<number> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const asked = request({ agent, hostname, port, method, path, headers }, (response) => {
      // A stream of events has no end.
      if (response.headers['content-type'] === 'text/event-stream') response.destroy()
      else response.resume()
      response.once('close', () => resolve(response.statusCode ?? 0))
    })
    asked.once('error', () => resolve(0))
    asked.end(body)
  })
}
