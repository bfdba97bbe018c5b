import { request as httpRequest } from 'node:http'
import { networkInterfaces } from 'node:os'
import { expect, test } from './fixtures.ts'
import { startServer } from './test-server.ts'

const SENTENCE = 'This page is for the server’s own machine'

type Visit = { url: string; headers: Record<string, string> }

/** Asks as no browser would let a page ask: with any Host. */
function visit({ url, headers }: Visit): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, { headers }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, body }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** An address of this machine that is not loopback; undefined on a machine without a network. */
function findOutsideAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address
}

for (const [what, headers] of [
  ['under another host name', { host: 'aoi.example.org' }],
  ['through a proxy', { 'x-forwarded-for': '203.0.113.7' }],
  ['through a proxy that was told a lie', { 'x-forwarded-for': '127.0.0.1, 203.0.113.7' }],
] as const) {
  test(`A visitor from another host is refused ${what}`, async ({ server }) => {
    for (const [path, expected] of [
      ['/', 403],
      ['/api/dashboard/overview', 401],
    ] as const) {
      const { status, body } = await visit({ url: `${server.url}${path}`, headers })
      expect({ path, status }).toEqual({ path, status: expected })
      expect(body).not.toContain('epochFingerprint')
    }
    expect((await visit({ url: server.url, headers })).body).toContain(SENTENCE)
  })
}

test('A visitor from another machine is refused whatever the request claims', async () => {
  const address = findOutsideAddress()
  const server = await startServer({ HOST: '0.0.0.0' })
  try {
    const { port } = new URL(server.url)
    const here = await visit({ url: `http://127.0.0.1:${port}/`, headers: {} })
    expect(here.status).toBe(200)
    if (address === undefined) return
    const claims = { host: `localhost:${port}`, 'x-forwarded-for': '127.0.0.1' }
    const { status, body } = await visit({ url: `http://${address}:${port}/`, headers: claims })
    expect(status).toBe(403)
    expect(body).toContain(SENTENCE)
  } finally {
    await server.remove()
  }
})
