import type { Clock } from '#server/core/clock.ts'

const CONNECT_MILLISECONDS = 2000
/** A working connection receives something every second. */
const SILENT_MILLISECONDS = 5000
const PING_MILLISECONDS = 1000
const RETRY_MILLISECONDS = 500

type Listen = (message: string, channel: string) => void

/** The methods in use of a connection to one Redis server or to a Redis Cluster. */
export type RedisConnection = {
  connect(): Promise<unknown>
  destroy(): void
  sPublish(channel: string, message: string): Promise<unknown>
  sSubscribe(channel: string, listen: Listen): Promise<void>
  sUnsubscribe(channel: string, listen: Listen): Promise<void>
  eval(script: string, input: { keys: string[]; arguments: string[] }): Promise<unknown>
}

export type RedisLink = {
  /** Sends commands. */
  commander: RedisConnection
  /** Receives the subscribed messages, so that a flood of them does not delay the commands. */
  subscriber: RedisConnection
  close: () => void
}

/**
 * Starts to connect to Redis, and reconnects until it is closed. The caller does not wait for a connection. Several
 * URLs are nodes of a Redis Cluster, where each subject has its own shard.
 */
export async function openRedisLink(parts: { urls: readonly string[]; clock: Clock }): Promise<RedisLink> {
  // Loaded only here, so that a server without Redis does not pay for it.
  const library = await import('@redis/client')
  const commander = open(parts.urls, library)
  const subscriber = open(parts.urls, library)
  const ends = [commander, subscriber].map((connection) => keepConnecting(connection, parts.clock))
  return {
    commander,
    subscriber,
    close: () => {
      for (const end of ends) end()
    },
  }
}

type Library = Pick<typeof import('@redis/client'), 'createClient' | 'createCluster'>

function open(urls: readonly string[], { createClient, createCluster }: Library): RedisConnection {
  const [url = ''] = urls
  const socket = { connectTimeout: CONNECT_MILLISECONDS, socketTimeout: SILENT_MILLISECONDS }
  const common = { pingInterval: PING_MILLISECONDS }
  const reconnectStrategy = (): number => RETRY_MILLISECONDS * (0.5 + Math.random())
  const connection =
    urls.length === 1
      ? createClient({ url, ...common, socket: { ...socket, reconnectStrategy } })
      : createCluster({
          rootNodes: urls.map((url) => ({ url })),
          defaults: { ...common, socket: { ...socket, reconnectStrategy } },
        })
  // Users of the connection notice an error by missing answers. Without a listener it would end the process.
  connection.on('error', () => {})
  return connection
}

function keepConnecting(connection: RedisConnection, clock: Clock): () => void {
  let closed = false
  const connect = () => {
    connection.connect().catch(() => {
      if (!closed) clock.after(RETRY_MILLISECONDS, connect)
    })
  }
  connect()
  return () => {
    closed = true
    try {
      connection.destroy()
    } catch {
      // The connection was not open.
    }
  }
}
