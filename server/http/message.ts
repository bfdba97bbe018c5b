import type { z } from 'zod'
import { describeInvalid, LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type { ApiRequest } from './api-services.ts'
import { readBody } from './body.ts'
import { findJsonFault } from './json-faults.ts'

/** Its parameters have no meaning: JSON is UTF-8 (RFC 8259, 11). */
const JSON_TYPE = /^\s*application\/json\s*(?:;|$)/i
const utf8 = new TextDecoder('utf-8', { fatal: true })

export type ReadMessage<Message> = {
  message: Message
  bytes: Uint8Array
  /** The body as text. */
  text: string
}

type ReadOptions = {
  /** The largest body. */
  limitBytes?: number
  /** The levels of the message above its payload. */
  levels?: number
  /**
   * For doors of other protocols: no limit of depth, no check of `Content-Encoding`, and the last value of an element
   * that is named twice.
   */
  isTolerant?: boolean
}

/** Reads the message of a request. Throws `tooLarge`, and `invalid`, naming the fault. */
export async function readMessage<Schema extends z.ZodType>(
  c: ApiRequest,
  schema: Schema,
  { limitBytes = LIMITS.requestBodyBytes, levels = 1, isTolerant = false }: ReadOptions = {},
): Promise<ReadMessage<z.output<Schema>>> {
  const type = c.req.header('content-type')
  if (type !== undefined && type !== '' && !JSON_TYPE.test(type)) {
    throw new AoiError('invalid', 'Content-Type: must be application/json')
  }
  const encoding = c.req.header('content-encoding')
  if (encoding !== undefined && !isTolerant && encoding.toLowerCase() !== 'identity')
    throw new AoiError('invalid', 'Content-Encoding: must be left out; compressed messages are not supported')
  const bytes = await readBody(c.req.raw, limitBytes)
  if (bytes.byteLength === 0) throw new AoiError('invalid', 'the message: a JSON object is required')
  const text = decode(bytes)
  const parsed = parseJson(text)
  const fault = isTolerant ? undefined : findJsonFault(text, LIMITS.payloadDepth + levels)
  if (fault !== undefined) throw new AoiError('invalid', `the message: ${fault}`)
  return { message: checkElements(schema, parsed), bytes, text }
}

/** Returns `elements` as `schema` parses them. Throws `invalid`, naming the first fault. */
export function checkElements<Schema extends z.ZodType>(schema: Schema, elements: unknown): z.output<Schema> {
  const checked = schema.safeParse(elements)
  if (!checked.success) throw new AoiError('invalid', describeInvalid(checked.error))
  return checked.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AoiError('invalid', 'the message: is not valid JSON')
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new AoiError('invalid', 'the message: is not valid UTF-8')
  }
}
