import { REHEARSAL_APPLICATION } from '#protocol/rehearsal.ts'
import { createApiKey } from '../core/server-applications/create-api-key.ts'
import { readEnv } from '../env.ts'
import { startServer } from '../start.ts'
import type { Restored } from './restored.ts'

export type ScratchServer = {
  serverUrl: string
  /** May send to `REHEARSAL_APPLICATION`. */
  key: string
  /** Rejects if the server would end its process, for example for a corrupt database. */
  failed: Promise<never>
  stop: () => Promise<void>
}

/** Starts a server on a restored database, in this process and on a free port, for callers of this machine. */
export async function startScratchServer(
  { dataDirectory, databaseUrl }: Restored,
  authSecret: string | undefined,
): Promise<ScratchServer> {
  const env = readEnv({
    PORT: '0',
    AOI_DATA_DIR: dataDirectory,
    DATABASE_URL: databaseUrl,
    AOI_AUTH_SECRET: authSecret,
    AOI_REGISTRATION: 'open',
    AOI_LOG_LEVEL: 'silent',
    // Nothing is removed while it is replayed.
    AOI_RETAIN_NEVER_CONNECTED_CLIENTS_DAYS: '0',
  })
  let fail = (_: Error) => {}
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  // The rehearsal may be over when it fails.
  failed.catch(() => undefined)
  const { addresses, services, stop } = await startServer(env, {
    ...{ pages: false, adminSocket: false },
    endProcess: (reason, error) =>
      fail(new Error(`the server on the restored database would end (${reason})`, { cause: error })),
  })
  try {
    const { key } = await createApiKey(services.context, {
      ...{ actor: 'rehearsal', name: REHEARSAL_APPLICATION, grants: [REHEARSAL_APPLICATION] },
    })
    return { serverUrl: `http://${addresses[0]}`, key, failed, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
