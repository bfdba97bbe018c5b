import { expect, it } from 'vitest'
import { LineTooLong, readLines } from './read-lines.ts'

async function* chunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text)
}

async function read(source: AsyncIterable<Buffer>, maxBytes = 8): Promise<string[]> {
  const lines: string[] = []
  for await (const line of readLines(source, maxBytes)) lines.push(line.toString())
  return lines
}

it('yields the same lines however the bytes are split', async () => {
  const text = 'one\n\ntwo\näöü\nlast'
  const expected = ['one', '', 'two', 'äöü']
  expect(await read(chunks(text))).toEqual(expected)
  const bytes = [...Buffer.from(text)].map((byte) => Buffer.of(byte))
  expect(await read(chunksOf(bytes))).toEqual(expected)
})

it('accepts a line of exactly the limit and refuses one byte more, with and without its newline', async () => {
  expect(await read(chunks('12345678\n', '1234', '5678\n'))).toEqual(['12345678', '12345678'])
  await expect(read(chunks('123456789\n'))).rejects.toBeInstanceOf(LineTooLong)
  await expect(read(chunks('1234', '56789'))).rejects.toBeInstanceOf(LineTooLong)
  await expect(read(chunks('1234', '56789\n'))).rejects.toBeInstanceOf(LineTooLong)
})

it('reads on only after the previous line was processed', async () => {
  let taken = 0
  const source = (async function* () {
    for (;;) {
      taken += 1
      yield Buffer.from('a\nb\n')
    }
  })()
  const lines = readLines(source, 8)
  for (let count = 0; count < 4; count += 1) await lines.next()
  expect(taken).toBe(2)
  await lines.return(undefined)
})

async function* chunksOf(buffers: Buffer[]): AsyncGenerator<Buffer> {
  yield* buffers
}
