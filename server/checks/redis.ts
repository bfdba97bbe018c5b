import { codeOf } from '#protocol/code-of.ts'
import type { Finding, Installation } from './check.ts'

const ANSWER_MILLISECONDS = 3000

/** Finds a Redis that does not answer. */
export async function findRedisFaults({ env }: Installation): Promise<Finding[]> {
  const [url] = env.redisUrls
  if (url === undefined) return []
  // Loaded only here, so that an installation without Redis does not pay for it.
  const { createClient } = await import('@redis/client')
  const client = createClient({
    url,
    socket: {
      connectTimeout: ANSWER_MILLISECONDS,
      socketTimeout: ANSWER_MILLISECONDS,
      reconnectStrategy: false,
    },
  })
  // The promise below reports the error.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.ping()
    return []
  } catch (error) {
    // The URL may hold a password.
    const reason = String(codeOf(error) ?? 'refused')
    return [{ code: 'redisAway', detail: `${new URL(url).host}: ${reason}` }]
  } finally {
    client.destroy()
  }
}
