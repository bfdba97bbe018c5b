/** Ends the reading: a line was longer than allowed. */
export class LineTooLong extends Error {
  override readonly name = 'LineTooLong'
}

/**
 * The lines of a byte stream, without their newline. Holds `maxBytes` of an unfinished line at most, and reads on only
 * when the line before has been taken. Throws `LineTooLong`; what follows the last newline is no line.
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
