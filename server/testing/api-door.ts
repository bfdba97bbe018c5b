import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildServices, type LocalHub, NO_HUB } from '#server/build-services.ts'
import type { Settings } from '#server/core/context.ts'
import { createApiKey } from '#server/core/server-applications/create-api-key.ts'
import type { ErrorPlace, OnUnexpected } from '#server/core/unexpected.ts'
import { readEnv } from '#server/env.ts'
import type { ApiLimits } from '#server/http/rate-limits.ts'
import { serveApi } from '#server/http/serve-api.ts'
import type { Services } from '#server/services.ts'

/** Grants of the keys that every door under test has. */
export const TEST_GRANTS = { chat: ['com.example.chat'], games: ['org.games.*'] } as const
export type TestKeys = Record<keyof typeof TEST_GRANTS, string>

/** A door to the API that tests call. */
export type ApiDoor = { url: string; keys: TestKeys; close: () => Promise<void> }

/** Returns the door that the running test may call. */
export type OpenedDoor = () => ApiDoor

/** The settings of a door under test. Tests may change them between requests. */
type TestSettings = { -readonly [Name in keyof Settings]: Settings[Name] }

/** The API on a bare server over a real database, with the parts that tests may inspect or change. */
export type BareDoor = ApiDoor & {
  services: Services
  settings: TestSettings
  dataDirectory: string
  unexpected: unknown[]
  places: ErrorPlace[]
}

export type DoorOptions = {
  limits?: ApiLimits
  change?: (services: Services) => Services
  /** In the place of the hub; unset: none. */
  hub?: LocalHub
  /** URL of a PostgreSQL database; unset: SQLite. */
  databaseUrl?: string
  /** Further environment variables. */
  variables?: Readonly<Record<string, string>>
}

/** Opens the API on a free port. Keeps unexpected errors in `unexpected`, with their places beside them. */
export async function openBareDoor(options: DoorOptions = {}): Promise<BareDoor> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const unexpected: unknown[] = []
  const places: ErrorPlace[] = []
  const { databaseUrl, hub, variables, change = (services) => services } = options
  const { services: built, ...opened } = await openTestServices({
    ...{ databaseUrl, hub, variables: { PORT: String(port), AOI_PUBLIC_URL: url, ...variables } },
    onUnexpected: (error, where) => {
      unexpected.push(error)
      places.push(where)
    },
  })
  const settings = { ...built.context.settings }
  const services = change({ ...built, context: { ...built.context, settings } })
  const limits = options.limits === undefined ? {} : { limits: options.limits }
  server.on('request', serveApi(services, limits))
  return {
    ...{ url, services, settings, unexpected, places, dataDirectory: opened.dataDirectory },
    keys: await createTestKeys(services),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await opened.close()
    },
  }
}

type TestOptions = {
  [Option in 'databaseUrl' | 'variables' | 'hub']?: DoorOptions[Option] | undefined
} & { onUnexpected?: OnUnexpected }

/** Opens services over a fresh database in a directory of their own. */
export async function openTestServices(options: TestOptions = {}): Promise<{
  services: Services
  dataDirectory: string
  close: () => Promise<void>
}> {
  const { databaseUrl, variables, hub = NO_HUB, onUnexpected } = options
  const dataDirectory = await mkdtemp(join(tmpdir(), 'aoi-'))
  const env = readEnv({
    AOI_DATA_DIR: dataDirectory,
    AOI_LOG_LEVEL: 'silent',
    DATABASE_URL: databaseUrl,
    ...variables,
  })
  const { services } = await buildServices(env, { makeHub: () => hub, onUnexpected })
  const close = async () => {
    await services.context.store.close()
    await rm(dataDirectory, { recursive: true })
  }
  return { services, dataDirectory, close }
}

/** Creates an API key for each of `TEST_GRANTS`. */
export async function createTestKeys({ context }: Pick<Services, 'context'>): Promise<TestKeys> {
  const createKey = async (name: keyof TestKeys) =>
    (await createApiKey(context, { actor: 'test', name, grants: TEST_GRANTS[name] })).key
  return { chat: await createKey('chat'), games: await createKey('games') }
}
