import { IncomingMessage } from 'node:http'
import { queryObjects } from 'node:v8'
import { expect, it } from 'vitest'
import { Stage } from '#server/testing/stage.ts'
import { Opening } from './opening.ts'

const SESSIONS = 20

it('a handshake leaves neither its request nor what it read of the database beside the session', async () => {
  const stage = await Stage.open()
  // The first leaves what is made once.
  await stage.member()
  const before = countKept()
  for (let count = 0; count < SESSIONS; count += 1) await stage.connect(await stage.newAoiClient())
  const kept = countKept()
  expect(stage.onlineAoiClients).toBe(SESSIONS + 1)
  expect(kept.requests - before.requests).toBeLessThan(SESSIONS / 2)
  expect(kept.openings - before.openings).toBeLessThan(SESSIONS / 2)
})

/** After a collection, which counting begins with. */
function countKept(): { requests: number; openings: number } {
  const count = (kind: abstract new (...input: never[]) => object) =>
    queryObjects(kind as new () => object, { format: 'count' }) as unknown as number
  return { requests: count(IncomingMessage), openings: count(Opening) }
}
