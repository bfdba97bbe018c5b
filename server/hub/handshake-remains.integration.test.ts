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
  const before = count(IncomingMessage)
  for (let count = 0; count < SESSIONS; count += 1) await stage.connect(await stage.newAoiClient())
  expect(stage.onlineAoiClients).toBe(SESSIONS + 1)
  expect(count(IncomingMessage) - before).toBeLessThan(SESSIONS / 2)
  expect(count(Opening)).toBeLessThan(SESSIONS / 2)
})

/** How many there are after a collection, which counting begins with. */
function count(kind: abstract new (...input: never[]) => object): number {
  return queryObjects(kind as new () => object, { format: 'count' }) as unknown as number
}
