import { AoiError } from '../../../errors.ts'
import { type Fields, isFields, textOf } from '../reading/fields.ts'
import { parseJson, readJsonObject, readText } from '../reading/read-body.ts'
import type { HookRequest } from '../shape.ts'
import { decodeAttribute } from './decode-attribute.ts'

/** An event of CloudEvents 1.0: its attributes as text, and its data as JSON or text. */
export type CloudEvent = { attributes: Readonly<Record<string, string>>; data: unknown }

const REQUIRED = ['id', 'source', 'type'] as const
/** The attributes that a notification needs. */
const KNOWN = [...REQUIRED, 'specversion', 'subject', 'time', 'expirytime', 'traceparent', 'dataref'] as const
const STRUCTURED = /^application\/cloudevents\b/i
const BATCH = /^application\/cloudevents-batch\b/i
const JSON_FORMAT = /^application\/cloudevents(?:\+json)?\s*(?:;|$)/i
const JSON_DATA = /^(?:application|text)\/(?:[\w.-]+\+)?json\b/i

/**
 * Reads an event in the structured mode (JSON) or the binary mode (`ce-` headers). Throws `invalid`; with the reason
 * `format` for a batch, which a receiver must ask for, and for other formats than JSON.
 */
export function readEvent(request: HookRequest): CloudEvent {
  const type = request.header('content-type') ?? ''
  if (BATCH.test(type)) throw formatError('send each event by a request of its own, not a batch')
  if (STRUCTURED.test(type) && !JSON_FORMAT.test(type)) throw formatError('use application/cloudevents+json')
  const isBinary = !STRUCTURED.test(type) && request.header('ce-id') !== undefined
  return checkEvent(isBinary ? readBinary(request, type) : readStructured(readJsonObject(request.body)))
}

function formatError(advice: string): AoiError {
  return new AoiError('invalid', `Content-Type: ${advice}`, { reason: 'format' })
}

function readBinary(request: HookRequest, type: string): CloudEvent {
  const attributes = KNOWN.flatMap((name) => {
    const value = request.header(`ce-${name}`)
    return value === undefined ? [] : [[name, decodeAttribute(value, `ce-${name}`)] as const]
  })
  // OpenTelemetry's own header goes with the request of the event.
  const traceparent = textOf(request.header('traceparent'))
  return {
    attributes: { ...(traceparent === undefined ? {} : { traceparent }), ...Object.fromEntries(attributes) },
    data: readData(request.body, type),
  }
}

function readData(body: Uint8Array, type: string): unknown {
  const text = readText(body).trim()
  if (text === '') return undefined
  return JSON_DATA.test(type) ? parseJson(text, 'the body') : text
}

function readStructured(event: Fields): CloudEvent {
  const attributes = KNOWN.flatMap((name) => {
    const text = textOf(event[name])
    return text === undefined ? [] : [[name, text] as const]
  })
  return { attributes: Object.fromEntries(attributes), data: event.data ?? readBase64(event.data_base64) }
}

function readBase64(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new AoiError('invalid', 'data_base64: must be base64 of text')
  return readText(Buffer.from(value, 'base64'))
}

function checkEvent(event: CloudEvent): CloudEvent {
  if (event.attributes.specversion !== '1.0') throw new AoiError('invalid', 'specversion: must be 1.0')
  for (const name of REQUIRED)
    if (!event.attributes[name]) throw new AoiError('invalid', `${name}: is required`)
  return event
}

/** Returns the data as text for a person. */
export function textOfData(data: unknown): string | undefined {
  if (data === undefined || data === null) return undefined
  return isFields(data) || Array.isArray(data) ? JSON.stringify(data) : textOf(data)
}
