import { io } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cookieOf, TEST_PASSWORD } from '#server/testing/dashboard-caller.ts'
import { findFreePort } from '#server/testing/free-port.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

describe('a host in AOI_ALLOWED_HOSTS', () => {
  let server: TestServer
  let host: string
  beforeEach(async () => {
    const port = await findFreePort()
    host = `localhost:${port}`
    const env = {
      PORT: String(port),
      AOI_PUBLIC_URL: 'http://push.example.test',
      AOI_ALLOWED_HOSTS: `LocalHost:${port}`,
    }
    server = await startTestServer({ env })
  })
  afterEach(() => server.stop())

  const post = (
    path: string,
    { origin, cookie = '', body }: { origin: string; cookie?: string; body: object },
  ) =>
    fetch(`http://${host}${path}`, {
      method: 'POST',
      headers: { origin, cookie, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  it('can sign in and gets the live feed; another host gets neither', async () => {
    const code = (await server.services.operators.createSetupCode()) ?? ''
    const newcomer = { code, email: 'admin@example.com', name: 'Somebody', password: TEST_PASSWORD }
    expect((await post('/api/auth/accept', { origin: 'http://evil.example', body: newcomer })).status).toBe(
      403,
    )
    const accepted = await post('/api/auth/accept', { origin: `http://${host}`, body: newcomer })
    expect(accepted.status).toBe(200)
    const signIn = { email: newcomer.email, password: TEST_PASSWORD }
    const signedIn = await post('/api/auth/sign-in/email', { origin: `http://${host}`, body: signIn })
    expect(signedIn.status).toBe(200)
    const cookie = cookieOf(signedIn)
    const asked = await post('/api/dashboard/tickets', { origin: `http://${host}`, cookie, body: {} })
    const { ticket } = (await asked.json()) as { ticket: string }
    expect(await open({ ticket, origin: `http://${host}` })).toBe(true)
    expect(await open({ ticket, origin: 'http://evil.example' })).toBe(false)
  })

  function open({ ticket, origin }: { ticket: string; origin: string }): Promise<boolean> {
    const socket = io(`http://${host}/admin`, {
      ...{ transports: ['websocket'], auth: { ticket }, forceNew: true, reconnection: false },
      extraHeaders: { origin },
    })
    return new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('connect_error', () => resolve(false))
    }).finally(() => socket.disconnect())
  }
})
