import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { createApi } from '#server/http/api.ts'
import { readEventLoopDelay } from '../read-event-loop-delay.ts'
import { ServerProcess } from '../server-process.ts'
import { openPrincipals, type Principal } from './principals.ts'
import { makeRandom, mutatedRequest } from './route-inputs.ts'

const INPUTS = Number(process.env.TEST_FUZZ_INPUTS ?? 1200)
const AT_ONCE = 16
/** Routes by which a fuzz would end its own principals. */
const LEFT_OUT = /\/(?:sign-out|change-password|two-factor\/(?:enable|disable))$/

test(`answers ${INPUTS} mutated requests on every route, by every method and principal, without an unexpected error`, {
  timeout: 3_600_000,
}, async () => {
  const server = await ServerProcess.start({ env: { AOI_TRUSTED_PROXIES: '1' } })
  onTestFinished(() => server.remove())
  const seed = Date.now() % 2 ** 31
  const routes = [...new Set(createApi(() => undefined).routes.map(({ path }) => path))]
  const paths = routes.filter((path) => !path.includes('*') && !LEFT_OUT.test(path))
  const statuses = new Map<number, number>()
  const faults: string[] = []
  const take = (status: number, what: string) => {
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    if (status >= 500 && status !== 503) faults.push(`${status} ${what}`)
  }
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  onTestFinished(() => agent.destroy())
  const random = makeRandom(seed)
  let principals: readonly Principal[] = []
  for (let done = 0; done < INPUTS; ) {
    // Some acts end their own principal, as when an AOI Client deregisters itself.
    if (done % 3000 === 0) principals = await openPrincipals(server, principals)
    const inputs = Array.from({ length: Math.min(AT_ONCE, INPUTS - done) }, () =>
      mutatedRequest(random, { paths, principals }),
    )
    await Promise.all(
      inputs.map(async (input) =>
        take(await ask(server.url, { agent, ...input }), `${input.method} ${input.path}`),
      ),
    )
    done += inputs.length
  }
  const p99 = await readEventLoopDelay(server)
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}×${count}`)
  console.log(
    `fuzz: ${INPUTS} requests on ${paths.length} paths, seed ${seed}: ${counts.join(' ')}; event loop p99 ${p99} ms`,
  )
  expect(faults.slice(0, 20)).toEqual([])
  expect(server.output).not.toContain('unexpected error')
  // The server did not refuse all of them at the first check.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404, 405]))
})

type FuzzRequest = {
  agent: Agent
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: Buffer | undefined
}

/** Returns the status, or 0 when the server cut the connection, as it does to a body that is too large. */
function ask(url: string, { agent, method, path, headers, body }: FuzzRequest): Promise<number> {
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
