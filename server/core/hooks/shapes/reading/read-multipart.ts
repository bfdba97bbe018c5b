type Part = { name: string; isFile: boolean; content: Uint8Array }

const PARTS_MAX = 64
const BOUNDARY = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i
const NAME = /;\s*name="([^"\r\n]*)"/i
const FILENAME = /;\s*filename\*?=/i

/** Returns the parts of a multipart form (RFC 7578), at most 64; undefined if the body is none. */
export function readMultipart(contentType: string, body: Uint8Array): Part[] | undefined {
  const match = BOUNDARY.exec(contentType)
  const boundary = match?.[1] ?? match?.[2]
  if (boundary === undefined) return undefined
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const parts: Part[] = []
  // The first delimiter has no line before it.
  let start = bytes.indexOf(delimiter.subarray(2))
  if (start < 0) return undefined
  start += delimiter.length - 2
  while (parts.length < PARTS_MAX && bytes.toString('latin1', start, start + 2) !== '--') {
    const end = bytes.indexOf(delimiter, start)
    // Some clients of Pushover leave out the line break before the last delimiter.
    const lastEnd = end < 0 ? bytes.indexOf(`--${boundary}--`, start) : end
    if (lastEnd < 0) return undefined
    const part = readPart(bytes.subarray(start, lastEnd))
    if (part !== undefined) parts.push(part)
    if (end < 0) break
    start = end + delimiter.length
  }
  return parts
}

function readPart(bytes: Buffer): Part | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const headers = bytes.toString('utf8', 0, end)
  const name = NAME.exec(headers)?.[1]
  if (name === undefined) return undefined
  return { name, isFile: FILENAME.test(headers), content: bytes.subarray(end + 4) }
}
