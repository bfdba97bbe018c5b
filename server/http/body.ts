import { AoiError } from '#server/core/errors.ts'

/**
 * The request's body, never holding more than `limitBytes` of it. Throws `tooLarge` as soon as it is known to be longer
 * (what comes after is left to the connection, which is cut), `invalid` when it ends early.
 */
export async function readBody(request: Request, limitBytes: number): Promise<Uint8Array> {
  const stated = request.headers.get('content-length')
  if (stated !== null && Number(stated) > limitBytes) throw tooLarge(limitBytes)
  try {
    // Node's parser reads no further than the stated length, so that this way is bounded as well, and it is the fast one.
    if (stated !== null && !request.headers.has('transfer-encoding')) {
      return new Uint8Array(await request.arrayBuffer())
    }
    return await readChunks(request, limitBytes)
  } catch (error) {
    if (error instanceof AoiError) throw error
    throw new AoiError('invalid', 'the message: the request ended before its body did')
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
