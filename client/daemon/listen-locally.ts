import { once } from 'node:events'
import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import type { Server } from 'node:net'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { DAEMON_LIMITS } from './daemon-limits.ts'

/** The daemon cannot listen at the given path or port; `message` is for a person. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

/** Listens on a Unix socket of mode 0600. Rejects with `ListenError`, also when another daemon listens there. */
export async function listenOnPath(server: Server, path: string): Promise<void> {
  if (Buffer.byteLength(path) > DAEMON_LIMITS.socketPathBytes) {
    throw new ListenError(
      `the path of the socket is longer than ${DAEMON_LIMITS.socketPathBytes} bytes: ${path}`,
    )
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  if (await isListening(path))
    throw new ListenError(`another daemon listens on ${path}: stop it, or choose another --socket`)
  await removeStaleSocket(path)
  // Nobody else may connect between the socket's making and its mode.
  const mask = process.umask(0o177)
  try {
    server.listen(path)
  } finally {
    process.umask(mask)
  }
  await listening(server, path)
  await chmod(path, 0o600)
}

/** Listens on 127.0.0.1 and returns the port. Rejects with `ListenError`. */
export async function listenOnPort(server: Server, port: number): Promise<number> {
  server.listen({ host: '127.0.0.1', port })
  await listening(server, `127.0.0.1:${port}`)
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

async function listening(server: Server, where: string): Promise<void> {
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new ListenError(
      `cannot listen on ${where}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Removes a stale socket of an earlier daemon, and no other kind of file. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined) return
  if (!found.isSocket()) throw new ListenError(`${path} exists and is not a socket`)
  await rm(path, { force: true })
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
