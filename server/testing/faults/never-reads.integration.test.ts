import { expect, onTestFinished, test } from 'vitest'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { RawSession } from '#server/testing/raw-session.ts'
import { readMemory } from '#server/testing/read-memory.ts'
import { ServerProcess } from '#server/testing/server-process.ts'
import { LogFollower } from './log-follower.ts'
import { publish } from './publish.ts'

const PAYLOAD_BYTES = 32_000
/** 15 MB of payloads, while all sockets read: the server's buffers reach their size. */
const WARM_UP = 470
/** 60 MB of payloads, with a socket that does not read. */
const PUBLISHED = 1_875
/**
 * A server that held the payloads for that socket would grow by 60 MB. Unreturned buffers make up to 25 MB between two
 * readings.
 */
const ALLOWED_GROWTH_MB = 40
const TOKEN_SEED = 'a secret of more than 16 bytes'

test('a socket that never reads costs no memory, and gets every notification when it reads again', {
  timeout: 600_000,
}, async () => {
  const env = { AOI_MAX_PAYLOAD_BYTES: '32768', NODE_OPTIONS: '--expose-gc' }
  const server = await ServerProcess.start({ env })
  onTestFinished(() => server.remove())
  const key = await server.createKey('com.example.chat')
  const followers = [await newFollower(server.url), await newFollower(server.url)]
  const [{ token }] = followers as [LogFollower]
  const send = (count: number) => publish({ url: server.url, key, token, count, payloadBytes: PAYLOAD_BYTES })

  await send(WARM_UP)
  await Promise.all(followers.map((follower) => follower.reach(WARM_UP)))
  const before = await readMemory(server)
  const sleeper = await newFollower(server.url)
  sleeper.pause()
  await send(PUBLISHED)
  await Promise.all(followers.map((follower) => follower.reach(WARM_UP + PUBLISHED)))
  const during = await readMemory(server)
  sleeper.resume()
  await sleeper.reach(WARM_UP + PUBLISHED)

  console.log(
    `faults: never reads: holds ${before.heldMb} MB (${before.residentMb} MB resident) before and ` +
      `${during.heldMb} MB (${during.residentMb} MB) with it`,
  )
  for (const follower of followers) expect(follower.seqs).toEqual(numbers(1, WARM_UP + PUBLISHED))
  expect(sleeper.seqs).toEqual(numbers(WARM_UP + 1, WARM_UP + PUBLISHED))
  expect(during.heldMb - before.heldMb).toBeLessThan(ALLOWED_GROWTH_MB)
})

async function newFollower(url: string): Promise<LogFollower> {
  const as = await registerClient(url)
  const token = await registerApp(url, { as, tokenSeed: TOKEN_SEED })
  const follower = new LogFollower({ token, bind: () => RawSession.bind(url, as) })
  await follower.follow()
  onTestFinished(() => follower.close())
  return follower
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
