/** Ends the reading: a line was longer than allowed. */
export class LineTooLong extends Error {
  override readonly name = 'LineTooLong'
}

/**
 * Yields the lines of a byte stream without their newline. Buffers at most `maxBytes` of an unfinished line, and reads
 * on only after the caller has taken the line before. Ignores text after the last newline. Throws `LineTooLong`.
 */
export async function* readLines(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let heldBytes = 0
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      if (heldBytes + end - start > maxBytes) throw new LineTooLong()
      yield Buffer.concat([...held, chunk.subarray(start, end)])
      held = []
      heldBytes = 0
      start = end + 1
    }
    if (start < chunk.byteLength) held.push(chunk.subarray(start))
    heldBytes += chunk.byteLength - start
    if (heldBytes > maxBytes) throw new LineTooLong()
  }
}
