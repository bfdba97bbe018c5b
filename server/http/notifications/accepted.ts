import type { z } from 'zod'
import {
  type acceptedSchema,
  NOTIFICATION_DESC,
  type NotificationManyRes,
  type scheduledSchema,
} from '#protocol'
import type { Context } from '#server/core/context.ts'
import { AoiError } from '#server/core/errors.ts'
import type { AppendResult } from '#server/core/store.ts'
import { answer } from '../answer.ts'

type TokenResult = NotificationManyRes['results'][number]

/** Returns the answer to a notification to one token. Throws `notFound` and `forbidden`. */
export function answerOne(
  { settings }: Pick<Context, 'settings'>,
  results: readonly AppendResult[],
): Response {
  const [result] = results
  if (result === undefined) throw new Error('a submission to one token has no result')
  if (result.outcome === 'unknownToken')
    throw new AoiError('notFound', 'clientAppToken: this AOI Server has no such token')
  if (result.outcome === 'scheduled') {
    const { notificationId } = result
    const deliverAt = new Date(result.deliverAt).toISOString()
    return answerStored(settings, { notificationId, deliverAt })
  }
  if (result.outcome !== 'accepted') {
    throw new AoiError('forbidden', 'the API key may not send to this clientAppToken')
  }
  const { notificationId, seq, recipients } = result
  return answerStored(settings, { notificationId, seq, recipients })
}

type Stored = z.infer<typeof acceptedSchema> | z.infer<typeof scheduledSchema>

function answerStored(settings: Context['settings'], stored: Stored): Response {
  return answer(
    { messageType: 'notificationRes', code: '200', desc: 'OK', ...stored },
    { status: 201, headers: { location: locationOf(settings, stored.notificationId) } },
  )
}

/** Returns the path of a notification, below that of the public URL. */
export function locationOf({ basePath }: Context['settings'], notificationId: string): string {
  return `${basePath}/api/v1/notifications/${notificationId}`
}

/** Returns the answer to `clientAppTokens`: a result for each token of the request, also for a repeated one. */
export function answerMany(asked: readonly string[], results: readonly AppendResult[]): Response {
  const byToken = new Map(results.map((result) => [result.clientAppToken, toTokenResult(result)]))
  const inOrder = asked.map((token) => byToken.get(token)).filter((result) => result !== undefined)
  const isAnyStored = results.some(({ outcome }) => outcome === 'accepted' || outcome === 'scheduled')
  return answer(
    { messageType: 'notificationRes', code: '200', desc: 'OK', results: inOrder },
    { status: isAnyStored ? 201 : 200 },
  )
}

export function toTokenResult(result: AppendResult): TokenResult {
  const { clientAppToken } = result
  switch (result.outcome) {
    case 'accepted': {
      const { notificationId, seq, recipients } = result
      return { clientAppToken, code: '200', desc: 'OK', notificationId, seq, recipients }
    }
    case 'scheduled': {
      const { notificationId } = result
      const deliverAt = new Date(result.deliverAt).toISOString()
      return { clientAppToken, code: '200', desc: 'OK', notificationId, deliverAt }
    }
    case 'gone':
    case 'unknownToken':
      return { clientAppToken, code: '404', desc: NOTIFICATION_DESC['404'] }
    case 'notGranted':
    case 'unauthenticated':
    case 'overQuota':
      return { clientAppToken, code: '403', desc: NOTIFICATION_DESC['403'] }
  }
}
