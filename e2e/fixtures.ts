import { randomUUID } from 'node:crypto'
import { test as base, request as requests } from '@playwright/test'
import { OPERATOR, setUp, signIn } from './operator.ts'
import { Person } from './person.ts'
import { startServer, type TestServer } from './test-server.ts'

type Fixtures = {
  /** A production server on a free port with an empty data directory, removed after the test; or a shared server. */
  server: TestServer
  /** Further variables of the server’s environment; a shared one needs a name of its own with them. */
  settings: Record<string, string>
  /** Whether the browser is signed in as the server’s first operator, an admin. */
  signedIn: boolean
  /**
   * Whether the test uses the shared server: for tests that do not count all its objects. A name means the server that
   * only the tests of that name share.
   */
  shares: boolean | string
  /** A person with terminals next to that server; on a shared server, with an application of their own. */
  person: Person
}

type Loan = { name: string; settings: Record<string, string> }

type WorkerFixtures = {
  /** Returns the shared server of that name, with its first operator; the first call starts it. */
  lend: (loan: Loan) => Promise<TestServer>
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  lend: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
    async ({}, use) => {
      const shared = new Map<string, Promise<TestServer>>()
      await use(({ name, settings }) => {
        const started = shared.get(name) ?? startShared(settings)
        shared.set(name, started)
        return started
      })
      for (const server of shared.values()) await (await server).remove()
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ shares, lend, settings }, use) => {
      const server =
        shares === false
          ? await startServer(settings)
          : await lend({ name: shares === true ? 'common' : shares, settings })
      try {
        await use(server)
      } finally {
        // The next test finds a shared server running, however this one ended.
        await (shares === false ? server.remove() : server.revive())
      }
    },
    { timeout: 180_000 },
  ],
  settings: [{}, { option: true }],
  signedIn: [true, { option: true }],
  shares: [false, { option: true }],
  context: async ({ context, server, signedIn, shares }, use) => {
    if (signedIn && shares !== false) await signIn(context.request, { server, operator: OPERATOR })
    else if (signedIn) await setUp(context.request, { server, newcomer: OPERATOR })
    await use(context)
  },
  person: async ({ server, shares }, use) => {
    const person = shares === false ? new Person(server) : new Person(server, `demo-${randomUUID()}`)
    try {
      await use(person)
    } finally {
      await person.leave()
    }
  },
  baseURL: async ({ server }, use) => use(server.url),
})

async function startShared(settings: Record<string, string>): Promise<TestServer> {
  const server = await startServer(settings)
  const request = await requests.newContext()
  await setUp(request, { server, newcomer: OPERATOR })
  await request.dispose()
  return server
}

export { expect } from '@playwright/test'
