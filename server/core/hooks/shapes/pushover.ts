import { randomUUID } from 'node:crypto'
import { LIMITS } from '#protocol'
import { isWebAddress } from '#protocol/display.ts'
import { AoiError } from '../../errors.ts'
import { retryHeaders, statusOf } from './answering/status-of.ts'
import { receiptOf } from './pushover/receipt.ts'
import { textOfHtml } from './pushover/text-of-html.ts'
import { type Fields, numberOf, textOf } from './reading/fields.ts'
import { finishMessage, type MessageDraft } from './reading/finish-message.ts'
import { type Form, readForm } from './reading/read-form.ts'
import type { HookAccepted, HookRequest, Shape, ShapeAnswer } from './shape.ts'

const URGENCIES = { '-2': 'very-low', '-1': 'low', '0': 'normal', '1': 'high', '2': 'high' } as const
type Priority = `${-2 | -1 | 0 | 1 | 2}`
const RETRY_SECONDS_MIN = 30
/** JavaScript's largest date, in Unix seconds. */
const TIMESTAMP_MAX = 8_640_000_000_000

/** Pushover's `POST /1/messages.json`. */
export const pushover: Shape = {
  read(request, settings) {
    const form = readForm(request)
    refuseUnsupported(form)
    return finishMessage(draftOf(form.fields), settings)
  },
  accepted,
  nothing: (reason) => ({ status: 200, body: { status: 1, request: randomUUID(), info: reason } }),
  refused(error) {
    const body = { status: 0, errors: [error.message], request: randomUUID() }
    const isToken = error.code === 'unauthorized' || error.code === 'notFound'
    return {
      status: statusOf(error),
      body: isToken ? { token: 'invalid', ...body } : body,
      ...retryHeaders(error),
    }
  },
}

function refuseUnsupported({ fields, files }: Form): void {
  if (files.length > 0 || textOf(fields.attachment_base64) !== undefined)
    throw new AoiError('invalid', 'attachment is not supported by this server; send a link as url')
  if (textOf(fields.callback) !== undefined)
    throw new AoiError('invalid', 'callback is not supported by this server; ask for the receipt instead')
}

function draftOf(fields: Fields): MessageDraft {
  const text = textOf(fields.message)
  if (text === undefined) throw new AoiError('invalid', 'message cannot be blank')
  const priority = readPriority(fields)
  const url = textOf(fields.url)
  const link = isWebAddress(url) ? url : undefined
  const urlTitle = textOf(fields.url_title)
  const tags = (textOf(fields.tags) ?? '').split(',').flatMap((tag) => textOf(tag) ?? [])
  return {
    display: {
      title: textOf(fields.title),
      body: [bodyOf(text, fields), ...(url === link ? [] : [textLink(urlTitle, url)])].join('\n'),
      navigate: link,
      actions: link && urlTitle ? [{ action: 'url', title: urlTitle, navigate: link }] : undefined,
      silent: textOf(fields.sound) === 'none' || undefined,
      timestamp: readTimestamp(fields.timestamp),
      requireInteraction: priority === '2' || undefined,
      data: tags.length === 0 ? undefined : { tags },
    },
    urgency: URGENCIES[priority],
    // Pushover ignores it for messages that must be confirmed.
    ttlSeconds: priority === '2' ? undefined : readTtl(fields.ttl),
    echo: { hasReceipt: priority === '2' },
  }
}

function bodyOf(text: string, { html }: Fields): string {
  if (textOf(html) !== '1') return text
  // The search for tags costs more than the check of the size.
  if (text.length > LIMITS.payloadBytes * 4) throw new AoiError('tooLarge', 'message is too long')
  return textOfHtml(text)
}

/** An address that a notification cannot open becomes a line of the text. */
function textLink(title: string | undefined, url: string | undefined): string {
  return title === undefined ? String(url) : `${title}: ${url}`
}

function readPriority({ priority = 0, retry, expire }: Fields): Priority {
  const text = textOf(priority) ?? '0'
  if (!Object.hasOwn(URGENCIES, text)) throw new AoiError('invalid', 'priority is invalid, must be -2 to 2')
  if (text === '2' && !((numberOf(retry) ?? 0) >= RETRY_SECONDS_MIN))
    throw new AoiError('invalid', 'retry must be at least 30 seconds with priority=2')
  if (text === '2' && !((numberOf(expire) ?? 0) > 0))
    throw new AoiError('invalid', 'expire must be supplied with priority=2')
  return text as Priority
}

function readTimestamp(value: unknown): number | undefined {
  const seconds = numberOf(value)
  if (seconds === undefined) return undefined
  if (Math.abs(seconds) > TIMESTAMP_MAX) throw new AoiError('invalid', 'timestamp is invalid')
  return Math.trunc(seconds * 1000)
}

function readTtl(value: unknown): number | undefined {
  if (textOf(value) === undefined) return undefined
  const seconds = numberOf(value)
  if (seconds === undefined || seconds <= 0)
    throw new AoiError('invalid', 'ttl is invalid, must be more than 0')
  return seconds
}

function accepted({ notificationId, message }: HookAccepted): ShapeAnswer {
  const body = { status: 1, request: notificationId }
  const receipt = message.echo?.hasReceipt === true ? { receipt: receiptOf(notificationId) } : {}
  return { status: 200, body: { ...body, ...receipt } }
}

/** Returns the application token in the body, by which the door finds the hook. Throws `invalid` for no readable body. */
export function findPushoverToken(request: Pick<HookRequest, 'header' | 'body'>): string | undefined {
  return textOf(readForm(request).fields.token)
}
