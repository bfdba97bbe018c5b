import { isWebAddress } from '#protocol/display.ts'
import type { Urgency } from '#protocol/urgency.ts'
import { AoiError } from '../../errors.ts'
import { retryHeaders, statusOf } from './answering/status-of.ts'
import { isFields, memberOf, numberOf, textAt, textOf } from './reading/fields.ts'
import { finishMessage } from './reading/finish-message.ts'
import { readForm } from './reading/read-form.ts'
import type { HookAccepted, HookRequest, Shape, ShapeAnswer } from './shape.ts'

/** Gotify's names of the statuses that a refusal has. */
const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
}
const MEMBERS = ['title', 'message', 'priority', 'extras']

/** Gotify's `POST /message`. */
export const gotify: Shape = {
  read(request, settings) {
    const fields = readMembers(request)
    const message = textOf(fields.message)
    const title = textOf(fields.title)
    if (message === undefined) throw new AoiError('invalid', "Field 'message' is required")
    const priority = readPriority(fields.priority)
    const extras =
      isFields(fields.extras) && Object.keys(fields.extras).length > 0 ? fields.extras : undefined
    const click = textOf(memberOf(memberOf(memberOf(extras, 'client::notification'), 'click'), 'url'))
    const isOpened = isWebAddress(click)
    return finishMessage(
      {
        display: {
          title,
          // An address that a notification cannot open becomes a line of the text.
          body: click === undefined || isOpened ? message : `${message}\n${click}`,
          navigate: isOpened ? click : undefined,
          data: dataOf(extras),
        },
        urgency: urgencyOf(priority),
        echo: { message, title: title ?? settings.name, priority: priority ?? 0, extras },
      },
      settings,
    )
  },
  accepted,
  nothing: (reason) => ({ status: 200, body: { message: reason } }),
  refused(error) {
    const status = statusOf(error)
    const body = { error: STATUS_TEXT[status] ?? 'Error', errorCode: status, errorDescription: error.message }
    return { status, body, ...retryHeaders(error) }
  },
}

/** Gotify reads JSON, forms, and the query beside a form. */
function readMembers(request: HookRequest): Record<string, unknown> {
  const fromQuery = MEMBERS.flatMap((name) => {
    const value = request.query.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  const { fields } = request.body.byteLength === 0 ? { fields: {} } : readForm(request)
  return { ...Object.fromEntries(fromQuery), ...fields }
}

function readPriority(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const priority = numberOf(value)
  if (priority === undefined || !Number.isSafeInteger(priority))
    throw new AoiError('invalid', "Field 'priority' must be a whole number")
  return priority
}

/** As Gotify's app for Android groups them: 0 is silent, from 1 low, from 4 normal, from 8 high. */
function urgencyOf(priority: number | undefined): Urgency | undefined {
  if (priority === undefined) return undefined
  if (priority < 1) return 'very-low'
  if (priority < 4) return 'low'
  return priority < 8 ? 'normal' : 'high'
}

function dataOf(extras: object | undefined): object | undefined {
  if (extras === undefined) return undefined
  return { contentType: textAt(extras, 'client::display.contentType'), extras }
}

function accepted({ notificationId, acceptedAt, message }: HookAccepted): ShapeAnswer {
  const date = new Date(acceptedAt).toISOString()
  return { status: 200, body: { id: numberOfId(notificationId), appid: 1, ...message.echo, date } }
}

/** Gotify's ids are integers: the last 52 bits of a UUIDv7, which are random. */
function numberOfId(notificationId: string): number {
  return Number.parseInt(notificationId.replaceAll('-', '').slice(-13), 16)
}
