import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { PageTurns } from './page-turns.ts'
import { TestClock } from './testing/test-clock.ts'

describe('pages', () => {
  const server = createServer()
  let clock: TestClock
  let turns: PageTurns
  /** The responses whose page is being rendered, by the path of the request. */
  let rendering: Map<string, ServerResponse>
  let answers: Promise<Response>[]

  beforeEach(async () => {
    clock = new TestClock()
    turns = new PageTurns(clock)
    rendering = new Map()
    answers = []
    server.removeAllListeners('request')
    server.on('request', ({ url = '' }, response) => {
      if (!turns.take(response, () => rendering.set(url, response))) response.writeHead(503).end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })

  const ask = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
  /** Asks for pages one after another, so that they come in this order. */
  async function askAll(...paths: string[]): Promise<void> {
    for (const path of paths) {
      const arrived = once(server, 'request')
      answers.push(ask(path).catch(() => Response.error()))
      await arrived
    }
  }
  const shown = () => [...rendering.keys()]

  it('are rendered few at a time, in their order', async () => {
    await askAll('/1', '/2', '/3', '/4')
    expect(shown()).toEqual(['/1', '/2'])
    rendering.get('/2')?.end('two')
    await expect.poll(shown).toEqual(['/1', '/2', '/3'])
    for (const path of ['/1', '/3']) rendering.get(path)?.end()
    await expect.poll(shown).toEqual(['/1', '/2', '/3', '/4'])
    rendering.get('/4')?.end()
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })

  it('do not wait longer than a turn for clients that read slowly', async () => {
    await askAll('/1', '/2', '/3')
    clock.advance(LIMITS.pageTurnMilliseconds)
    await expect.poll(shown).toEqual(['/1', '/2', '/3'])
  })

  it('are not rendered for a client that left', async () => {
    await askAll('/1', '/2')
    const { port } = server.address() as AddressInfo
    const arrived = once(server, 'request')
    const leaving = connect(port, '127.0.0.1', () => leaving.write('GET /3 HTTP/1.1\r\nHost: a\r\n\r\n'))
    const [, response] = (await arrived) as [unknown, ServerResponse]
    leaving.destroy()
    await once(response, 'close')
    await askAll('/4')
    rendering.get('/1')?.end()
    await expect.poll(shown).toEqual(['/1', '/2', '/4'])
  })

  it('are refused when too many requests wait', async () => {
    await askAll('/1', '/2')
    const response = rendering.get('/1')
    if (response === undefined) throw new Error('nothing is rendered')
    for (let waiting = 0; waiting < LIMITS.pagesWaiting; waiting += 1)
      expect(turns.take(response, () => undefined)).toBe(true)
    expect((await ask('/3')).status).toBe(503)
  })
})
