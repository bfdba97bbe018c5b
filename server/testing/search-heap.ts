import { randomBytes } from 'node:crypto'
import { getHeapSnapshot } from 'node:v8'
import { argon2id } from '#server/core/tokens/argon2id.ts'
import { TokenSource } from '#server/core/tokens/token-source.ts'
import { makeLocalLimiter } from '#server/ops/local-limiter.ts'

// A program of its own, because a small heap is searched faster. It prints whether the heap has the seed of a derived
// token, and whether it has a text that is kept on purpose.
const [seed, other] = [randomBytes(24), randomBytes(24)]
const source = new TokenSource(argon2id, makeLocalLimiter)
await source.derive({
  aoiClientId: 'alice',
  applicationName: 'com.example.chat',
  tokenSeed: seed.toString('hex'),
  tokenScope: '',
})
// Keeps the source in use: otherwise its memory would be freed before the search.
Object.assign(globalThis, { inUse: [source, other.toString('hex')] })
console.log(JSON.stringify(await findOnHeap([seed, other])))

/**
 * True for each of these byte strings that the heap holds as text in hex. The search compares bytes, so that it does
 * not find itself.
 */
async function findOnHeap(wanted: readonly Buffer[]): Promise<boolean[]> {
  const chunks: Buffer[] = []
  for await (const chunk of getHeapSnapshot()) chunks.push(Buffer.from(chunk))
  const heap = Buffer.concat(chunks)
  return wanted.map((bytes) => heap.includes(bytes.toString('hex')))
}
