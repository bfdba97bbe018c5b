import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildServices, NO_HUB } from '#server/build-services.ts'
import { readEnv } from '#server/env.ts'
import { type ApiDoor, createTestKeys } from './api-door.ts'
import { findFreePort } from './free-port.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Opens the API as a plain `next start` serves it, over a fresh database. Needs the built pages (`npm run build`). */
export async function openNextDoor(): Promise<ApiDoor> {
  if (!existsSync(join(root, '.next/BUILD_ID')))
    throw new Error('there is no build of the pages: npm run build')
  const dataDirectory = await mkdtemp(join(tmpdir(), 'aoi-'))
  const keys = await prepare(dataDirectory)
  const port = await findFreePort()
  const child = spawn(
    process.execPath,
    ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', String(port)],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', AOI_DATA_DIR: dataDirectory, AOI_LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await Promise.race([
    accepts(port),
    exited.then(() => {
      throw new Error('next start ended before it served')
    }),
  ])
  return {
    url: `http://127.0.0.1:${port}`,
    keys,
    close: async () => {
      child.kill('SIGTERM')
      await exited
      await rm(dataDirectory, { recursive: true })
    },
  }
}

/** Makes the database and its keys, then closes it for the server. */
async function prepare(dataDirectory: string) {
  const env = readEnv({ AOI_DATA_DIR: dataDirectory, AOI_LOG_LEVEL: 'silent' })
  const { services } = await buildServices(env, { makeHub: () => NO_HUB })
  const keys = await createTestKeys(services)
  await services.context.store.close()
  return keys
}

/** Waits until the port accepts connections. */
function accepts(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
    socket.once('error', () => setTimeout(() => void accepts(port).then(resolve), 100))
  })
}
