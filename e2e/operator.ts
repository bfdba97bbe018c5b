import type { APIRequestContext } from '@playwright/test'
import type { TestServer } from './test-server.ts'

export const OPERATOR = { name: 'Ada', email: 'ada@example.com', password: 'a password for tests' }

type Newcomer = typeof OPERATOR

/** Signs that operator in, in a new session. */
export async function signIn(
  request: APIRequestContext,
  { server, operator: { email, password } }: { server: TestServer; operator: Newcomer },
): Promise<void> {
  const answered = await request.post(`${server.url}/api/auth/sign-in/email`, {
    headers: { origin: server.url },
    data: { email, password },
  })
  if (!answered.ok()) throw new Error(`not signed in: ${answered.status()} ${await answered.text()}`)
}

/** Makes the first operator, an admin, as `/setup` does; the `request` context is signed in afterwards. */
export async function setUp(
  request: APIRequestContext,
  { server, newcomer }: { server: TestServer; newcomer: Newcomer },
): Promise<void> {
  const answered = await request.post(`${server.url}/api/auth/accept`, {
    headers: { origin: server.url },
    data: { ...newcomer, code: server.setupCode },
  })
  if (!answered.ok()) throw new Error(`not set up: ${answered.status()} ${await answered.text()}`)
}
