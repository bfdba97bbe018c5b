import { AoiError } from '../../errors.ts'
import { JSON_ANSWERS } from './answering/json-answers.ts'
import { type CloudEvent, readEvent, textOfData } from './cloudevents/read-event.ts'
import { deriveIdempotencyKey, deriveTopic } from './reading/derive-topic.ts'
import { finishMessage, type MessageDraft } from './reading/finish-message.ts'
import { shortAddress } from './reading/fit-lines.ts'
import { readUsualNames } from './reading/usual-names.ts'
import type { Shape } from './shape.ts'

/** Events of CloudEvents 1.0 over HTTP. Source and id make a repeated event send once. */
export const cloudevents: Shape = {
  read(request, settings) {
    const event = readEvent(request)
    const ttlSeconds = readTtl(event.attributes.expirytime, request.receivedAt)
    if (ttlSeconds !== undefined && ttlSeconds <= 0)
      return { kind: 'nothing', reason: 'The event has expired.' }
    return finishMessage({ ...draftOf(event), ttlSeconds }, settings)
  },
  ...JSON_ANSWERS,
  refused(error) {
    const answer = JSON_ANSWERS.refused(error)
    if (error.reason !== 'format') return answer
    return { ...answer, status: 415, body: { code: '415', desc: error.message } }
  },
}

function draftOf({ attributes, data }: CloudEvent): MessageDraft {
  const { id = '', source = '', type = '', subject, time, traceparent, dataref } = attributes
  const { title, body } = readUsualNames(data)
  const topic = subject === undefined ? undefined : deriveTopic(subject)
  return {
    display: {
      title: title ?? type,
      body: body ?? (title === undefined ? (textOfData(data) ?? subject) : undefined),
      navigate: shortAddress(dataref) ?? shortAddress(source),
      tag: topic,
      timestamp: readTime(time, 'time'),
      data: { id, source, type, traceparent },
    },
    topic,
    idempotencyKey: deriveIdempotencyKey(source, id),
  }
}

function readTtl(expirytime: string | undefined, now: number): number | undefined {
  const expiresAt = readTime(expirytime, 'expirytime')
  return expiresAt === undefined ? undefined : Math.floor((expiresAt - now) / 1000)
}

function readTime(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined
  const at = /^\d{4}-\d\d-\d\dt/i.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) throw new AoiError('invalid', `${name}: must be a time of RFC 3339`)
  return at
}
