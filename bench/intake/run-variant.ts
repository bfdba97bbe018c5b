import { NO_LABELS } from '../../protocol/labels.ts'
import type { SubmissionOutcome } from '../../server/core/notifications/submission-queue.ts'
import type { AppendRequest, LogEntry } from '../../server/core/store.ts'
import { readProcessEnv } from '../../server/env.ts'
import { startServer } from '../../server/start.ts'
import { openCreateStore } from './create-store.ts'

/**
 * Runs the server with another store, for comparison. `BENCH_STORE=none` accepts at once and stores nothing: the
 * ceiling that doors, credentials, checks and limits allow. `BENCH_STORE=create` stores each request by one `create` of
 * Prisma, the simplest way to write such a server.
 */
const { BENCH_STORE } = process.env
const env = readProcessEnv()
const { services, url } = await startServer(env, { pages: false })
const { store, submissions } = services.context
if (BENCH_STORE === 'none') {
  store.append = async (requests) => requests.map(appendNowhere)
} else {
  const create = await openCreateStore(env)
  submissions.submit = async (request) => {
    await create(request)
    return appendNowhere(request)
  }
}
console.log(`AOI Server ready at ${url}`)

let seq = 0

function appendNowhere(request: AppendRequest): SubmissionOutcome {
  const entries = request.notifications.map((notification): LogEntry => {
    seq += 1
    return {
      ...{ tokenId: 0, clientAppToken: notification.clientAppToken, seq, state: 'live' },
      ...{
        id: notification.id,
        payload: notification.payload,
        headers: undefined,
        urgency: 'normal',
        traceparent: undefined,
      },
      ...NO_LABELS,
      ...{ acceptedAt: request.acceptedAt, expiresAt: request.acceptedAt + notification.ttlSeconds * 1000 },
    }
  })
  const results = entries.map(({ clientAppToken, id, seq }) => ({
    outcome: 'accepted' as const,
    ...{ clientAppToken, notificationId: id, seq, recipients: 1 },
  }))
  return { kind: 'appended', results, entries }
}
