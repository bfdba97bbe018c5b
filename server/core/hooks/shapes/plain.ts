import { isWebAddress } from '#protocol/display.ts'
import { URGENCIES, type Urgency } from '#protocol/urgency.ts'
import { AoiError } from '../../errors.ts'
import { JSON_ANSWERS } from './answering/json-answers.ts'
import { readTags } from './ntfy/emojis.ts'
import { findPriority, urgencyOf } from './ntfy/priorities.ts'
import { decodeHeader } from './reading/decode-header.ts'
import { deriveTopic } from './reading/derive-topic.ts'
import { textOf } from './reading/fields.ts'
import { finishMessage } from './reading/finish-message.ts'
import { readText } from './reading/read-body.ts'
import type { HookRequest, Shape } from './shape.ts'

const NAMES = { title: 'title', priority: 'priority', tags: 'tags', click: 'click', tag: 'tag', ttl: 'ttl' }

/** A text as it is, such as `curl -d "backup done"`; the rest by query or header. */
export const plain: Shape = {
  read(request, settings) {
    const { title, priority, tags, click, tag, ttl } = readNames(request)
    const body = readText(request.body).trim() || request.query.get('message')?.trim()
    if (!body && title === undefined) throw new AoiError('invalid', 'the body: a text is required')
    if (click !== undefined && !isWebAddress(click))
      throw new AoiError('invalid', 'click: must be an http or https address')
    const { emojis, others } = readTags(tags)
    return finishMessage(
      {
        display: {
          title: [...emojis, title ?? settings.name].join(' '),
          body: body || undefined,
          navigate: click,
          tag,
          data: others.length === 0 ? undefined : { tags: others },
        },
        urgency: readUrgency(priority),
        ttlSeconds: readTtl(ttl),
        topic: tag === undefined ? undefined : deriveTopic(tag),
      },
      settings,
    )
  },
  ...JSON_ANSWERS,
}

function readNames(request: HookRequest): Record<keyof typeof NAMES, string | undefined> {
  const entries = Object.entries(NAMES).map(([name, parameter]) => {
    const header = textOf(decodeHeader(request.header(parameter) ?? ''))
    // Browsers and proxies send `Priority: u=1` for another purpose (RFC 9218).
    const isForHttp = parameter === 'priority' && header?.startsWith('u=')
    return [name, (isForHttp ? undefined : header) ?? textOf(request.query.get(parameter))]
  })
  return Object.fromEntries(entries) as Record<keyof typeof NAMES, string | undefined>
}

function readUrgency(priority: string | undefined): Urgency | undefined {
  if (priority === undefined) return undefined
  const urgency =
    URGENCIES.find((name) => name === priority.toLowerCase()) ?? urgencyOf(findPriority(priority))
  if (urgency === undefined)
    throw new AoiError('invalid', `priority: must be 1 to 5, or one of ${URGENCIES.join(', ')}`)
  return urgency
}

function readTtl(ttl: string | undefined): number | undefined {
  if (ttl === undefined) return undefined
  if (!/^\d{1,9}$/.test(ttl)) throw new AoiError('invalid', 'ttl: must be a whole number of seconds')
  return Number(ttl)
}
