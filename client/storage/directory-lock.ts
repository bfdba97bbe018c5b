import { createHash } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { AoiClientError } from '../aoi-client-error.ts'

/**
 * Holds a directory for this process alone until the answer is called or the process ends, however it ends.
 * The lock is a listening socket: on Linux in the abstract namespace and on Windows a named pipe, both gone with their
 * process; elsewhere a socket file, taken over when nobody listens. Rejects with `AoiClientError('storage')`.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const address = await lockAddress(directory)
  const release = (await listen(address)) ?? (await takeOver(address))
  if (release !== undefined) return release
  throw new AoiClientError(
    'storage',
    `the state directory ${directory} is in use by another AOI Client: stop that one, or give this one a directory of its own`,
  )
}

async function lockAddress(directory: string): Promise<string> {
  const { dev, ino } = await stat(directory, { bigint: true })
  const name = `aoi-client-${createHash('sha256').update(`${dev} ${ino}`).digest('hex').slice(0, 32)}`
  if (process.platform === 'linux') return `\0${name}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(directory, 'lock.sock')
}

/** Listens at `address`; `undefined` when somebody else does. */
function listen(address: string): Promise<(() => Promise<void>) | undefined> {
  const server = createServer((socket) => socket.destroy()).unref()
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(new AoiClientError('storage', `the state directory cannot be locked: ${error.message}`))
    })
    server.listen(address, () => resolve(() => new Promise((closed) => server.close(() => closed()))))
  })
}

/** A socket file that outlived its process. */
async function takeOver(address: string): Promise<(() => Promise<void>) | undefined> {
  if (address.startsWith('\0') || address.startsWith('\\') || (await isListening(address))) return undefined
  await rm(address, { force: true })
  return listen(address)
}

function isListening(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
