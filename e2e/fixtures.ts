import { test as base } from '@playwright/test'
import { OPERATOR, setUp } from './operator.ts'
import { Person } from './person.ts'
import { startServer, type TestServer } from './test-server.ts'

type Fixtures = {
  /** A production server on a free port with an empty data directory; gone after the test. */
  server: TestServer
  /** Whether the browser is signed in as the server’s first operator, an admin. */
  signedIn: boolean
  /** Somebody with terminals next to that server; their commands end with the test. */
  person: Person
}

export const test = base.extend<Fixtures>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
    async ({}, use) => {
      const server = await startServer()
      try {
        await use(server)
      } finally {
        await server.remove()
      }
    },
    { timeout: 60_000 },
  ],
  signedIn: [true, { option: true }],
  context: async ({ context, server, signedIn }, use) => {
    if (signedIn) await setUp(context.request, { server, newcomer: OPERATOR })
    await use(context)
  },
  person: async ({ server }, use) => {
    const person = new Person(server)
    try {
      await use(person)
    } finally {
      await person.leave()
    }
  },
  baseURL: async ({ server }, use) => use(server.url),
})

export { expect } from '@playwright/test'
