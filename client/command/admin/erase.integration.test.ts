import { expect, it, onTestFinished } from 'vitest'
import { LIMITS } from '../../../protocol/limits.ts'
import { registerAoiClient } from '../../../server/core/aoi-clients/register-aoi-client.ts'
import { AoiConnection } from '../../../server/testing/aoi-connection.ts'
import { openNodeGround, startNode } from '../../../server/testing/node-ground.ts'
import { runAoi } from '../testing/run-aoi.ts'

const APPLICATION = 'com.example.chat'
const TOKEN_SEED = 'a seed that both members have'
const UNSENT = 6

it('erased payloads reach neither an offline member nor one whose window was full, also at another node', async () => {
  const ground = await openNodeGround()
  const [here, there] = [await startNode({ env: ground.env }), await startNode({ env: ground.env })]
  onTestFinished(async () => {
    await here.stop()
    await there.stop()
    await ground.remove()
  })
  const join = async () => {
    const as = await registerAoiClient(there.services.context, {})
    const connection = await AoiConnection.open(there.url, as)
    const answer = await connection.register(as, { tokenSeed: TOKEN_SEED })
    return { as, connection, token: 'clientAppToken' in answer ? answer.clientAppToken : '' }
  }
  const [slow, offline] = [await join(), await join()]
  offline.connection.close()
  await offline.connection.ended()
  const key = await here.createKey(APPLICATION)
  const count = LIMITS.windowNotifications + UNSENT
  for (let sent = 1; sent <= count; sent += 1)
    await here.send({ key, clientAppToken: slow.token, payload: `secret ${sent}` })
  await slow.connection.first('notification', LIMITS.windowNotifications)

  const erase = ['admin', 'erase', '--application', APPLICATION, '--json', '--data-dir', here.dataDirectory]
  const { exitCode, stdout } = await runAoi(erase)
  expect([exitCode, JSON.parse(stdout)]).toEqual([0, { erased: count, unchanged: 0, dryRun: false }])

  await slow.connection.acknowledge([slow.token, LIMITS.windowNotifications])
  const steps = await slow.connection.reach(slow.token, count)
  expect(steps.at(-1)).toMatchObject({ messageType: 'notificationGap', toSeq: count, reason: 'cancelled' })
  expect(slow.connection.payloads()).toHaveLength(LIMITS.windowNotifications)
  const back = await AoiConnection.open(there.url, offline.as)
  const missed = await back.reach(slow.token, count)
  expect(missed.map((step) => ('reason' in step ? step.reason : step))).toEqual(missed.map(() => 'cancelled'))
  slow.connection.close()
  back.close()
})
