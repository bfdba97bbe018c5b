import { createHash } from 'node:crypto'
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { AoiClientError } from '../aoi-client-error.ts'

const NAME = /^lock\.(\d+)\.sock$/
/** Longer paths of sockets are cut off or refused by the operating system. */
const PATH_BYTES = 103
/** Processes that start in the same instant may each see the other. All but one give up and try again. */
const TRIES = 20
const PAUSE_MILLISECONDS = 25

/**
 * Holds a directory for this process alone until the returned function is called or the process ends in any way.
 *
 * The lock is a socket in the directory, so only users with write access can take it. A socket without a listener
 * belongs to a process that ended. It is never taken over: its successor has the next number, and only one process can
 * make the file of a number. On Windows the lock is a named pipe, which ends with its process.
 * Rejects with `AoiClientError('storage')`.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  if (process.platform === 'win32') return lockPipe(directory)
  const paths = await openPaths(directory)
  try {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const outcome = await tryLock(directory, paths)
      if (outcome === 'held') throw inUse(directory)
      if (outcome !== 'contended')
        return async () => {
          await outcome.release()
          await paths.close()
        }
      await pause(Math.random() * PAUSE_MILLISECONDS)
    }
    throw inUse(directory)
  } catch (error) {
    await paths.close()
    throw error
  }
}

type Paths = { of: (name: string) => string; close: () => Promise<void> }

/** Paths of sockets are short: on Linux, a long one goes through the descriptor of the open directory. */
async function openPaths(directory: string): Promise<Paths> {
  const isShort = Buffer.byteLength(join(directory, 'lock.000000.sock')) <= PATH_BYTES
  if (isShort || process.platform !== 'linux')
    return { of: (name) => join(directory, name), close: async () => {} }
  const handle: FileHandle = await open(directory, 'r')
  return { of: (name) => `/proc/self/fd/${handle.fd}/${name}`, close: () => handle.close() }
}

type Outcome = 'held' | 'contended' | { release: () => Promise<void> }

async function tryLock(directory: string, paths: Paths): Promise<Outcome> {
  const earlier = await listNumbers(directory)
  if (await isAnyAnswered(earlier, paths)) return 'held'
  const number = Math.max(0, ...earlier) + 1
  const server = await listen(paths.of(nameOf(number)))
  if (server === undefined) return 'contended'
  // This socket now listens, so every later process sees it. A process that made its file earlier and listens only now
  // is found by this second look, or finds this one.
  const others = (await listNumbers(directory)).filter((other) => other !== number)
  const isStillThere = (await listNumbers(directory)).includes(number)
  if (!isStillThere || (await isAnyAnswered(others, paths))) {
    await close(server)
    return 'contended'
  }
  for (const other of others) if (other < number) await rm(paths.of(nameOf(other)), { force: true })
  return { release: () => close(server) }
}

function nameOf(number: number): string {
  return `lock.${number}.sock`
}

async function listNumbers(directory: string): Promise<number[]> {
  return (await readdir(directory)).flatMap((name) => {
    const [, number] = NAME.exec(name) ?? []
    return number === undefined ? [] : [Number(number)]
  })
}

async function isAnyAnswered(numbers: readonly number[], paths: Paths): Promise<boolean> {
  const answers = await Promise.all(numbers.map((number) => isAnswered(paths.of(nameOf(number)))))
  return answers.includes(true)
}

/** Listens at `path`. Returns `undefined` if the file exists already. */
function listen(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy()).unref()
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(new AoiClientError('storage', `the state directory cannot be locked: ${error.message}`))
    })
    server.listen(path, () => resolve(server))
  })
}

/** Removes the file of the socket as well. */
function close(server: Server): Promise<void> {
  return new Promise((closed) => server.close(() => closed()))
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(true)
    })
    // A full queue of connections means that somebody listens.
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EAGAIN'))
  })
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

function inUse(directory: string): AoiClientError {
  return new AoiClientError(
    'storage',
    `the state directory ${directory} is in use by another AOI Client: stop that one, or use another directory`,
  )
}

async function lockPipe(directory: string): Promise<() => Promise<void>> {
  const { dev, ino } = await stat(directory, { bigint: true })
  const name = createHash('sha256').update(`${dev} ${ino}`).digest('hex').slice(0, 32)
  const server = await listen(`\\\\.\\pipe\\aoi-client-${name}`)
  if (server === undefined) throw inUse(directory)
  return () => close(server)
}
