import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildServices } from '#server/build-services.ts'
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

/** The API on a bare server over a real database, with the parts that tests may inspect or change. */
export type BareDoor = ApiDoor & {
  services: Services
  dataDirectory: string
  unexpected: unknown[]
  places: ErrorPlace[]
}

export type DoorOptions = {
  limits?: ApiLimits
  change?: (services: Services) => Services
  /** URL of a PostgreSQL database; unset: SQLite. */
  databaseUrl?: string
  /** Further environment variables. */
  variables?: Readonly<Record<string, string>>
}

/** Opens the API on a free port. Keeps unexpected errors in `unexpected`, with their places beside them. */
export async function openBareDoor(options: DoorOptions = {}): Promise<BareDoor> {
  const {
    services,
    dataDirectory,
    close: closeServices,
  } = await openTestServices(options.databaseUrl, options.variables)
  const unexpected: unknown[] = []
  const places: ErrorPlace[] = []
  const changed = options.change?.(services) ?? services
  const onUnexpected: OnUnexpected = (error, where) => {
    unexpected.push(error)
    places.push(where)
  }
  const limits = options.limits === undefined ? {} : { limits: options.limits }
  const server = createServer(serveApi(Object.assign(changed, { onUnexpected }), limits))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  changed.isOwnHost = services.isOwnHost = (host) => host === new URL(url).host
  services.context.settings.publicUrl = url
  services.context.settings.webPush.origins = [url]
  changed.isOwnOrigin = services.isOwnOrigin = (origin) => origin === url
  return {
    url,
    keys: await createTestKeys(services),
    services,
    dataDirectory,
    unexpected,
    places,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await closeServices()
    },
  }
}

/** Opens services over a fresh database in a directory of their own. */
export async function openTestServices(
  databaseUrl?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{
  services: Services
  dataDirectory: string
  close: () => Promise<void>
}> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'aoi-'))
  const variables = {
    AOI_DATA_DIR: dataDirectory,
    AOI_LOG_LEVEL: 'silent',
    DATABASE_URL: databaseUrl,
    ...more,
  }
  const services = await buildServices(readEnv(variables))
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
