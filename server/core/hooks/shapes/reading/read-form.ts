import { AoiError } from '../../../errors.ts'
import type { HookRequest } from '../shape.ts'
import type { Fields } from './fields.ts'
import { readJsonObject, readText } from './read-body.ts'
import { readMultipart } from './read-multipart.ts'

/** Spaces of JSON. */
const SPACES = [0x20, 0x09, 0x0a, 0x0d]

/** The members of a message, and the names of the fields with a file. */
export type Form = { fields: Fields; files: readonly string[] }

/**
 * Returns the members of a message that may be JSON, an HTML form or a multipart form. Without a known type the first
 * character decides. Throws `invalid` if the body cannot be read.
 */
export function readForm({ header, body }: Pick<HookRequest, 'header' | 'body'>): Form {
  const type = header('content-type') ?? ''
  if (/^multipart\/form-data\b/i.test(type)) return readMultipartForm(type, body)
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/i.test(type) || isObjectText(body)
  return { fields: isJson ? readJsonObject(body) : readUrlEncoded(body), files: [] }
}

/** True if the first character after spaces begins a JSON object. */
export function isObjectText(body: Uint8Array): boolean {
  return body.find((byte) => !SPACES.includes(byte)) === 0x7b
}

/** A name that occurs again keeps its first value. */
function readUrlEncoded(body: Uint8Array): Fields {
  return Object.fromEntries([...new URLSearchParams(readText(body))].reverse())
}

function readMultipartForm(type: string, body: Uint8Array): Form {
  const parts = readMultipart(type, body)
  if (parts === undefined)
    throw new AoiError('invalid', 'the body: must be a multipart form with its boundary')
  const files = parts.filter((part) => part.isFile).map((part) => part.name)
  const texts = parts.filter((part) => !part.isFile).map((part) => [part.name, readText(part.content)])
  return { fields: Object.fromEntries(texts), files }
}
