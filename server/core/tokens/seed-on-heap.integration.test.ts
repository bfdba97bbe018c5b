import { randomBytes } from 'node:crypto'
import { getHeapSnapshot } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { argon2id } from './argon2id.ts'
import { TokenSource } from './token-source.ts'

// Among the integration tests, which have a process each: the smaller the heap, the shorter the search.
describe('TokenSource', () => {
  it('leaves no seed anywhere on the heap', async () => {
    const seed = randomBytes(24)
    const other = randomBytes(24)
    await new TokenSource(argon2id).derive({
      aoiClientId: 'alice',
      applicationName: 'com.example.chat',
      tokenSeed: seed.toString('hex'),
      tokenScope: '',
    })
    const kept = other.toString('hex')
    expect(await findOnHeap([seed, other])).toEqual([false, true])
    expect(kept).toHaveLength(48)
  })
})

/** Whether the heap holds these bytes as text in hex. They are looked for as bytes, so that the search finds not itself. */
async function findOnHeap(wanted: readonly Buffer[]): Promise<boolean[]> {
  const chunks: Buffer[] = []
  for await (const chunk of getHeapSnapshot()) chunks.push(Buffer.from(chunk))
  const heap = Buffer.concat(chunks)
  return wanted.map((bytes) => heap.includes(bytes.toString('hex')))
}
