import { randomBytes } from 'node:crypto'
import { getHeapSnapshot } from 'node:v8'
import { argon2id } from '#server/core/tokens/argon2id.ts'
import { TokenSource } from '#server/core/tokens/token-source.ts'

// A program of its own: the smaller the heap, the shorter the search. Prints whether the seed of a token that was derived
// is on it, and whether a text is that is kept.
const [seed, other] = [randomBytes(24), randomBytes(24)]
const source = new TokenSource(argon2id)
await source.derive({
  aoiClientId: 'alice',
  applicationName: 'com.example.chat',
  tokenSeed: seed.toString('hex'),
  tokenScope: '',
})
// The source is still in use, or its memory would be given back before the search.
Object.assign(globalThis, { inUse: [source, other.toString('hex')] })
console.log(JSON.stringify(await findOnHeap([seed, other])))

/** Whether the heap holds these bytes as text in hex. They are looked for as bytes, so that the search finds not itself. */
async function findOnHeap(wanted: readonly Buffer[]): Promise<boolean[]> {
  const chunks: Buffer[] = []
  for await (const chunk of getHeapSnapshot()) chunks.push(Buffer.from(chunk))
  const heap = Buffer.concat(chunks)
  return wanted.map((bytes) => heap.includes(bytes.toString('hex')))
}
