import { AoiError } from '#server/core/errors.ts'

/**
 * Reads the request's body, and never holds more than `limitBytes` of it. Throws `tooLarge` as soon as the body is
 * known to be longer; the rest stays unread, and the connection is cut. Throws `invalid` if the body ends early.
 */
export async function readBody(request: Request, limitBytes: number): Promise<Uint8Array> {
  const stated = request.headers.get('content-length')
  if (stated !== null && Number(stated) > limitBytes) throw tooLarge(limitBytes)
  try {
    // Node's parser stops at the stated length, so this way, which is faster, is bounded too.
    if (stated !== null && !request.headers.has('transfer-encoding')) {
      return new Uint8Array(await request.arrayBuffer())
    }
    return await readChunks(request, limitBytes)
  } catch (error) {
    if (error instanceof AoiError) throw error
    throw new AoiError('invalid', 'the message: the request ended before its body was complete')
  }
}

async function readChunks(request: Request, limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  const reader = request.body?.getReader()
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    bytes += read.value.byteLength
    if (bytes > limitBytes) throw tooLarge(limitBytes)
    chunks.push(read.value)
  }
  return Buffer.concat(chunks)
}

function tooLarge(limitBytes: number): AoiError {
  return new AoiError('tooLarge', `the message: must be at most ${limitBytes} bytes`)
}
