import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { DaemonMessage } from '../../protocol/daemon.ts'
import type { AoiClient } from '../aoi-client.ts'
import { AppConnection } from './app-connection.ts'
import { AppInstances, endsWithConnection } from './app-instances.ts'
import { DAEMON_LIMITS } from './daemon-limits.ts'
import { listenOnPath, listenOnPort } from './listen-locally.ts'
import { toFailure } from './request-refusal.ts'

export type DaemonOptions = {
  aoiClient: AoiClient
  /** Path of the Unix socket. A socket without a listener is taken over. */
  socketPath: string
  /** Port on 127.0.0.1 as well; 0 takes a free one. Every program on this machine can connect there. */
  port?: number | undefined
  /** Called with unexpected errors; the daemon goes on. */
  onError: (error: unknown) => void
}

export type Daemon = {
  readonly socketPath: string
  readonly port: number | undefined
  /** Ends every connection. The AOI Client stays open, and its journal keeps unacknowledged notifications. */
  close(): Promise<void>
}

/** Serves Client Applications on this machine (AOI-1, `docs/protocol.md` section 6). Rejects when it cannot listen. */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const doors = new Doors(options)
  const local = createServer((socket) => doors.take(socket, { endsOnForeign: false }))
  await listenOnPath(local, options.socketPath)
  const tcp = createServer((socket) => doors.take(socket, { endsOnForeign: true }))
  try {
    const port = options.port === undefined ? undefined : await listenOnPort(tcp, options.port)
    void leaveAbandoned(options)
    return { socketPath: options.socketPath, port, close: () => doors.close([local, tcp]) }
  } catch (error) {
    await doors.close([local])
    throw error
  }
}

/** The connections of every door. */
class Doors {
  readonly #options: DaemonOptions
  readonly #instances = new AppInstances()
  readonly #connections = new Map<AppConnection, Promise<void>>()

  constructor(options: DaemonOptions) {
    this.#options = options
  }

  take(socket: Socket, { endsOnForeign }: { endsOnForeign: boolean }): void {
    if (this.#connections.size >= DAEMON_LIMITS.connections) {
      refuse(socket)
      return
    }
    const { aoiClient, onError } = this.#options
    const connection = new AppConnection(socket, {
      aoiClient,
      instances: this.#instances,
      endsOnForeign,
      onError,
    })
    const served = connection.serve().finally(() => this.#connections.delete(connection))
    this.#connections.set(connection, served)
  }

  async close(servers: readonly Server[]): Promise<void> {
    const closed = servers.filter((server) => server.listening).map(closeServer)
    for (const connection of this.#connections.keys()) connection.end()
    await Promise.allSettled(this.#connections.values())
    await Promise.all(closed)
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

function refuse(socket: Socket): void {
  const desc = `at most ${DAEMON_LIMITS.connections} connections may be open`
  const answer: DaemonMessage = { messageType: 'error', ...toFailure('503', desc) }
  socket.on('error', () => socket.destroy())
  socket.end(`${JSON.stringify(answer)}\n`, () => socket.destroy())
}

/** Leaves the registrations of connections that ended when an earlier daemon was killed. */
async function leaveAbandoned({ aoiClient, onError }: DaemonOptions): Promise<void> {
  try {
    const abandoned = (await aoiClient.listRegistrations()).filter(({ instance }) =>
      endsWithConnection(instance),
    )
    for (const registration of abandoned) await registration.unregister()
  } catch (error) {
    // Closed before the deregistration reached the AOI Server: the next start tries again.
    if (aoiClient.state.name !== 'closed') onError(error)
  }
}
