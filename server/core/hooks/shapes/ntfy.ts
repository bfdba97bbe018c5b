import { isWebAddress } from '#protocol/display.ts'
import { isAoiError } from '../../errors.ts'
import { retryHeaders, statusOf } from './answering/status-of.ts'
import { readTags } from './ntfy/emojis.ts'
import { ntfyError, ntfyNumber } from './ntfy/ntfy-errors.ts'
import { findPriority, urgencyOf } from './ntfy/priorities.ts'
import { type NtfyAction, readActions } from './ntfy/read-actions.ts'
import { readDelay } from './ntfy/read-delay.ts'
import { isTrue, type Parameters, readJsonParameters, readParameters } from './ntfy/read-parameters.ts'
import { deriveTopic } from './reading/derive-topic.ts'
import { type Fields, textOf } from './reading/fields.ts'
import { finishMessage, type MessageDraft } from './reading/finish-message.ts'
import { readJsonObject, readText } from './reading/read-body.ts'
import { isObjectText } from './reading/read-form.ts'
import type { HookAccepted, HookRequest, HookSettings, Shape, ShapeAnswer } from './shape.ts'

/** ntfy shows this where a message has no text. */
const EMPTY_MESSAGE = 'triggered'
const SEQUENCE_ID = /^[-_A-Za-z0-9]{1,64}$/
/** Segments below a topic that publish by `GET`. */
const PUBLISHING = ['publish', 'send', 'trigger']

/** ntfy's publish API: text to a topic, JSON to `/`, and `GET /{topic}/publish`. */
export const ntfy: Shape = {
  read(request, settings) {
    const { parameters, message, topic } = readRequest(request)
    refuseUnsupported(request, parameters)
    if (parameters.pollId !== undefined)
      return { kind: 'nothing', reason: 'A poll request asks for no notification.' }
    return finishMessage(draftOf({ request, settings, parameters, message, topic }), settings)
  },
  accepted,
  nothing: (reason) => ({ status: 200, body: { event: 'nothing', message: reason } }),
  refused(error) {
    const http = statusOf(error)
    return {
      status: http,
      body: { code: ntfyNumber(error), http, error: error.message },
      ...retryHeaders(error),
    }
  },
}

type NtfyRequest = { parameters: Parameters; message: string; topic: string }

function readRequest(request: HookRequest): NtfyRequest {
  if (request.topic === undefined && isObjectText(request.body)) return readJsonRequest(request)
  const parameters = readParameters(request)
  const [segment] = request.path ?? []
  const isSequence = request.method !== 'GET' || !PUBLISHING.includes(segment ?? '')
  if (segment !== undefined && isSequence) parameters.sequenceId = segment
  const text = readBodyText(request.body).trim()
  const fromParameter = parameters.message?.replaceAll('\\n', '\n')
  return { parameters, message: text || fromParameter || EMPTY_MESSAGE, topic: request.topic ?? '' }
}

function readBodyText(body: Uint8Array): string {
  try {
    return readText(body)
  } catch (error) {
    throw isAoiError(error) ? ntfyError('messageNotUtf8') : error
  }
}

function readJsonRequest(request: HookRequest): NtfyRequest {
  const body = readNtfyJson(request.body)
  const parameters = { ...readParameters(request), ...readJsonParameters(body) }
  return { parameters, message: textOf(body.message) ?? EMPTY_MESSAGE, topic: textOf(body.topic) ?? '' }
}

function readNtfyJson(body: Uint8Array): Fields {
  try {
    return readJsonObject(body)
  } catch (error) {
    throw isAoiError(error) ? ntfyError('jsonInvalid') : error
  }
}

/** Refuses each feature that cannot be mapped, so that no part of a message is lost silently. */
function refuseUnsupported(request: HookRequest, parameters: Parameters): void {
  if (parameters.attach !== undefined || parameters.filename !== undefined)
    throw ntfyError('attachmentsDisallowed')
  if (parameters.email !== undefined) throw ntfyError('emailDisabled')
  if (parameters.call !== undefined) throw ntfyError('callsDisabled')
  if (parameters.template !== undefined && !/^(?:0|no|false)$/i.test(parameters.template))
    throw ntfyError('templatesDisabled')
  if (isTrue(parameters.unifiedPush) || request.header('content-encoding') === 'aes128gcm')
    throw ntfyError('unifiedPush')
}

type DraftInput = NtfyRequest & { request: HookRequest; settings: HookSettings }

function draftOf({ request, settings, parameters, message, topic }: DraftInput): MessageDraft {
  const isCached = parameters.cache === undefined || isTrue(parameters.cache)
  const priority = readPriority(parameters.priority)
  const tags = readTags(parameters.tags)
  const actions = parameters.actions === undefined ? [] : readActions(parameters.actions)
  const sequenceId = readSequenceId(parameters.sequenceId)
  if (parameters.delay !== undefined && !isCached) throw ntfyError('delayNoCache')
  if (parameters.icon !== undefined && !isWebAddress(parameters.icon)) throw ntfyError('iconInvalid')
  const deliverAt =
    parameters.delay === undefined ? undefined : readDelay(parameters.delay, request.receivedAt)
  const contentType = isMarkdown(parameters) ? 'text/markdown' : undefined
  return {
    display: {
      title: [...tags.emojis, parameters.title ?? settings.name].join(' '),
      body: [message, ...linesOf(parameters.click, actions)].join('\n'),
      navigate: isWebAddress(parameters.click) ? parameters.click : undefined,
      icon: parameters.icon,
      tag: sequenceId,
      actions: displayActions(actions),
      data: dataOf(tags.others, contentType),
    },
    urgency: urgencyOf(priority),
    // Without the cache, ntfy delivers to the subscribers that are connected.
    ttlSeconds: isCached ? undefined : 0,
    topic: sequenceId === undefined ? undefined : deriveTopic(sequenceId),
    deliverAt,
    echo: {
      topic,
      title: parameters.title,
      message,
      priority,
      tags: tags.all.length === 0 ? undefined : tags.all,
      click: parameters.click,
      icon: parameters.icon,
      actions: actions.length === 0 ? undefined : actions.map(echoAction),
      content_type: contentType,
      sequence_id: sequenceId,
    },
  }
}

function readPriority(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const priority = findPriority(text)
  if (priority === undefined) throw ntfyError('priorityInvalid')
  return priority
}

function readSequenceId(text: string | undefined): string | undefined {
  if (text !== undefined && !SEQUENCE_ID.test(text)) throw ntfyError('sequenceIdInvalid')
  return text
}

function isMarkdown({ markdown, contentType }: Parameters): boolean {
  return isTrue(markdown) || /^text\/markdown\b/i.test(contentType ?? '')
}

/** Addresses that a notification cannot open, such as `mailto:`, become lines of the text. */
function linesOf(click: string | undefined, actions: readonly NtfyAction[]): string[] {
  const lines = actions.flatMap(({ label, url }) => (isWebAddress(url) ? [] : [`${label}: ${url}`]))
  return click === undefined || isWebAddress(click) ? lines : [click, ...lines]
}

/** An `http` action becomes a link, which says so: the receiver's browser opens it by GET, after a click. */
function displayActions(actions: readonly NtfyAction[]): MessageDraft['display']['actions'] {
  const links = actions.flatMap(({ action, label, url }, index) =>
    isWebAddress(url)
      ? [
          {
            action: `${action}-${index + 1}`,
            title: action === 'http' ? `${label} (link)` : label,
            navigate: url,
          },
        ]
      : [],
  )
  return links.length === 0 ? undefined : links
}

function dataOf(tags: readonly string[], contentType: string | undefined): object | undefined {
  if (tags.length === 0 && contentType === undefined) return undefined
  return { tags: tags.length === 0 ? undefined : tags, contentType }
}

function echoAction(action: NtfyAction, index: number): object {
  return { id: `${action.action}-${index + 1}`, clear: false, ...action }
}

function accepted({ notificationId, acceptedAt, expiresAt, message }: HookAccepted): ShapeAnswer {
  const { topic, ...rest } = message.echo ?? {}
  const body = {
    id: notificationId,
    time: Math.floor((message.deliverAt ?? acceptedAt) / 1000),
    expires: Math.floor(expiresAt / 1000),
    event: 'message',
    topic,
    ...rest,
  }
  return { status: 200, body }
}

/**
 * Returns the topic in the body of ntfy's JSON publishing, by which the door finds the hook. Throws ntfy's error if
 * there is none.
 */
export function readNtfyTopic(body: Uint8Array): string {
  const { topic } = readNtfyJson(body)
  if (typeof topic !== 'string' || topic === '') throw ntfyError('topicInvalid')
  return topic
}
