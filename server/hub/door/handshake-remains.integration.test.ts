import { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { countObjects } from '#server/testing/count-objects.ts'
import { Stage } from '#server/testing/stage.ts'
import { Opening } from '../session/opening.ts'

const SESSIONS = 20

it('a session keeps neither the request of its handshake nor the rows that the handshake read', async () => {
  const stage = await Stage.open()
  // The first session creates objects that exist only once.
  await stage.member()
  const before = countObjects(IncomingMessage)
  for (let count = 0; count < SESSIONS; count += 1) await stage.connect(await stage.newAoiClient())
  expect(stage.onlineAoiClients).toBe(SESSIONS + 1)
  expect(countObjects(IncomingMessage) - before).toBeLessThan(SESSIONS / 2)
  expect(countObjects(Opening)).toBeLessThan(SESSIONS / 2)
})
