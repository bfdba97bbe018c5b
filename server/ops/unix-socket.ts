import { lstat, rm } from 'node:fs/promises'
import { connect, type Server } from 'node:net'
import { ADMIN_SOCKET_PATH_BYTES } from '#protocol'

type SocketFile = {
  path: string
  /** The mode of the file, such as 0o660. */
  mode: number
  /** The part of a refusal that says what the operator may do, such as `choose another AOI_DATA_DIR`. */
  advice: string
  /** The sentence for a socket on which another program answers. */
  isUsed: string
  /** Connections that may wait until the server accepts them. Default: Node's. */
  backlog?: number
}

/**
 * Listens on a Unix socket. It replaces a socket that a killed server left behind. Rejects with one sentence if a
 * program answers there, if another file is there, or if the path is too long or cannot be used.
 */
export async function listenOnSocket(server: Server, file: SocketFile): Promise<void> {
  const { path, mode, advice, backlog } = file
  if (Buffer.byteLength(path) > ADMIN_SOCKET_PATH_BYTES)
    throw new Error(
      `the path of the socket ${path} is longer than ${ADMIN_SOCKET_PATH_BYTES} bytes: ${advice}`,
    )
  await removeStale(file)
  await new Promise<void>((resolve, reject) => {
    const fail = ({ code }: NodeJS.ErrnoException) =>
      reject(new Error(`cannot listen on ${path} (${code}): ${advice}`))
    server.once('error', fail)
    // `listen` creates the socket before it returns, so no other user can open it even for an instant.
    const before = process.umask(0o777 & ~mode)
    server.listen({ path, ...(backlog !== undefined && { backlog }) }, () => {
      server.off('error', fail)
      resolve()
    })
    process.umask(before)
  })
}

async function removeStale({ path, advice, isUsed }: SocketFile): Promise<void> {
  const file = await lstat(path).catch(() => undefined)
  if (file === undefined) return
  if (!file.isSocket()) throw new Error(`${path} is a file and no socket: remove it, or ${advice}`)
  const failure = await findFailure(path)
  if (failure === undefined) throw new Error(`${isUsed}: stop it, or ${advice}`)
  // Any other failure, such as a missing right, does not show that the socket is dead.
  if (failure !== 'ECONNREFUSED' && failure !== 'ENOENT')
    throw new Error(`a server may be listening on ${path} (${failure}): ${advice}`)
  await rm(path, { force: true })
}

/** Returns the code of the error if nothing answers on the socket, and `undefined` if a program does. */
function findFailure(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(undefined)
    })
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'unknown'))
  })
}
