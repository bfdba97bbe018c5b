import { LIMITS } from '#protocol'
import type { Context } from '#server/core/context.ts'
import { endsAt } from '#server/core/delivery/now-or-never.ts'
import type { OutboundAnswer, OutboundFailure } from '#server/core/outbound.ts'
import { memberMessage, noticeMessage } from '#server/core/push-members/member-message.ts'
import type { PushSubscription } from '#server/core/store.ts'
import { wrapBody } from '#server/core/web-push/wrap-body.ts'
import type { AnswerNotes } from './answer-notes.ts'
import { originOf, type PushResult } from './push-lanes.ts'
import type { PushItem, PushQueue } from './push-queue.ts'
import { readRetryAfter } from './read-retry-after.ts'

type Parts = {
  context: Context
  notes: AnswerNotes
  /** Called when the push service says that the subscription has ended. */
  onEnded: (ended: { registrationId: number; push: PushSubscription; reason: string }) => Promise<void>
}

/** Sends single messages to push services (RFC 8030, 5), and reads their answers. */
export class PushSender {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  readonly send = async (queue: PushQueue, item: PushItem): Promise<PushResult> => {
    const push = queue.subscription
    if (push === undefined || queue.delivery.isOver) return { kind: 'over' }
    const { registrationId } = queue.delivery
    const answer = await this.#request({ registrationId, push, item })
    const said = describeAnswer(answer)
    const result = resultOf(answer, this.#parts.context.clock.now())
    const acceptedSeq = result.kind === 'sent' ? item.entry.seq : 0
    const { unsentSeq } = queue
    this.#parts.notes.note({ registrationId, endpoint: push.endpoint, ...said, acceptedSeq, unsentSeq })
    if (result.kind !== 'over') return result
    await this.#parts.onEnded({ registrationId, push, reason: `the push service answered ${said.status}` })
    return result
  }

  async #request(of: {
    registrationId: number
    push: PushSubscription
    item: PushItem
  }): Promise<OutboundAnswer | OutboundFailure> {
    const { clock, store, pushMembers } = this.#parts.context
    const { registrationId, push, item } = of
    const { entry, asNotice } = item
    const { links, keys, outbound } = pushMembers
    const link = links.issue({ registrationId, seq: entry.seq })
    const about = { entry, link, epoch: store.epoch, declarative: push.declarative }
    const { plaintext, paddedBytes, contentType } = asNotice ? noticeMessage(about) : memberMessage(about)
    const body = wrapBody(plaintext, push.keys, paddedBytes)
    const ttl = entry.expiresAt === entry.acceptedAt ? 0 : Math.ceil((endsAt(entry) - clock.now()) / 1000)
    return outbound.send({
      ...{ purpose: 'webPush', method: 'POST', url: push.endpoint, body },
      headers: {
        authorization: await keys.authorize(originOf(push.endpoint), push.vapidKey),
        'content-encoding': 'aes128gcm',
        'content-type': contentType,
        ttl: String(Math.max(0, ttl)),
        urgency: entry.urgency,
        topic: links.topicOf(registrationId, entry),
      },
    })
  }
}

function resultOf(answer: OutboundAnswer | OutboundFailure, now: number): PushResult {
  if (answer.outcome !== 'answered') {
    const { retryAfterMilliseconds: milliseconds } = answer
    return { kind: 'later', ...(milliseconds !== undefined && { milliseconds }) }
  }
  const { status, headers } = answer
  if (status >= 200 && status < 300) return { kind: 'sent' }
  if (status === 404 || status === 410) return { kind: 'over' }
  if (status === 413) return { kind: 'tooLarge' }
  if (status !== 429 && status < 500) return { kind: 'refused' }
  const milliseconds = readRetryAfter(headers['retry-after'], now)
  return { kind: 'later', ...(milliseconds !== undefined && { milliseconds }) }
}

/** Status and words of an answer; 0 and a cause if none came. */
function describeAnswer(answer: OutboundAnswer | OutboundFailure): { status: number; answer: string } {
  if (answer.outcome !== 'answered') return { status: 0, answer: `${answer.outcome}: ${answer.detail}` }
  const text = Buffer.from(answer.body).subarray(0, LIMITS.pushAnswerBytes).toString('latin1')
  return { status: answer.status, answer: text.replaceAll(/[^\x20-\x7e]+/g, ' ').trim() }
}
