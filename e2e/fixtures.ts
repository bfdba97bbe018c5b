import { randomUUID } from 'node:crypto'
import { test as base, request as requests } from '@playwright/test'
import { OPERATOR, setUp, signIn } from './operator.ts'
import { Person } from './person.ts'
import { startServer, type TestServer } from './test-server.ts'

type Fixtures = {
  /** A production server on a free port with an empty data directory, removed after the test; or the shared server. */
  server: TestServer
  /** Further variables of the server’s environment; not for the shared server. */
  settings: Record<string, string>
  /** Whether the browser is signed in as the server’s first operator, an admin. */
  signedIn: boolean
  /** Whether the test uses the shared server: for tests that neither stop it nor count all its objects. */
  shares: boolean
  /** A person with terminals next to that server; on the shared server, with an application of their own. */
  person: Person
}

type WorkerFixtures = {
  /** Returns the shared server, with its first operator; the first call starts it. */
  lend: () => Promise<TestServer>
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  lend: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
    async ({}, use) => {
      let shared: Promise<TestServer> | undefined
      await use(() => {
        shared ??= startShared()
        return shared
      })
      await (await shared)?.remove()
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ shares, lend, settings }, use) => {
      if (shares) return use(await lend())
      const server = await startServer(settings)
      try {
        await use(server)
      } finally {
        await server.remove()
      }
    },
    { timeout: 180_000 },
  ],
  settings: [{}, { option: true }],
  signedIn: [true, { option: true }],
  shares: [false, { option: true }],
  context: async ({ context, server, signedIn, shares }, use) => {
    if (signedIn && shares) await signIn(context.request, { server, operator: OPERATOR })
    else if (signedIn) await setUp(context.request, { server, newcomer: OPERATOR })
    await use(context)
  },
  person: async ({ server, shares }, use) => {
    const person = shares ? new Person(server, `demo-${randomUUID()}`) : new Person(server)
    try {
      await use(person)
    } finally {
      await person.leave()
    }
  },
  baseURL: async ({ server }, use) => use(server.url),
})

async function startShared(): Promise<TestServer> {
  const server = await startServer()
  const request = await requests.newContext()
  await setUp(request, { server, newcomer: OPERATOR })
  await request.dispose()
  return server
}

export { expect } from '@playwright/test'
