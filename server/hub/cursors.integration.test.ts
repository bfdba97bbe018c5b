import { describe, expect, it, test, vi } from 'vitest'
import { RawSession } from '#server/testing/raw-session.ts'
import { type Accepted, Stage } from '#server/testing/stage.ts'

describe('the cursors of a handshake', () => {
  it('repeat a lost acknowledgement, which then counts', async () => {
    const { stage, as, token, epoch, sent } = await withFiveMissed()
    const back = await stage.connect(as, { epoch, cursors: { [token]: 3 } })
    expect((await back.reach(token, 5)).map((step) => 'seq' in step && step.seq)).toEqual([4, 5])
    await isAcked(stage, sent[0])
    await stage.connect(as)
    const acked = await Promise.all(sent.map(async (each) => (await stage.status(each)).body.acked))
    expect(acked).toEqual([1, 1, 1, 0, 0])
  })

  it('acknowledge the notifications that are still live, and none that have ended', async () => {
    const { stage, as, token, epoch, sent } = await withFiveMissed()
    const [, cancelled] = sent
    if (cancelled !== undefined) await stage.cancel(cancelled)
    await stage.connect(as, { epoch, cursors: { [token]: 5 } })
    await isAcked(stage, sent[4])
    const again = await stage.connect(as)
    expect((await again.first('aoiSession')).registrations).toMatchObject([{ ackedSeq: 5 }])
    const counts = await Promise.all(sent.map(async (each) => (await stage.status(each)).body))
    expect(counts.map(({ acked }) => acked)).toEqual([1, 0, 1, 1, 1])
    expect(counts[1]).toMatchObject({ expired: 1, expiredBy: { cancelled: 1 } })
  })

  it('never move a stored cursor back', async () => {
    const { stage, as, token, epoch } = await withFiveMissed()
    const first = await stage.connect(as)
    await first.reach(token, 5)
    await first.acknowledge([token, 4])
    const back = await stage.connect(as, { epoch, cursors: { [token]: 1 } })
    expect((await back.reach(token, 5)).map((step) => 'seq' in step && step.seq)).toEqual([5])
  })

  it('are ignored beyond the head: the database is older, and the hub sends its whole log', async () => {
    const { stage, as, token, epoch } = await withFiveMissed()
    const back = await stage.connect(as, { epoch, cursors: { [token]: 6 } })
    const steps = await back.reach(token, 5)
    expect(steps.map((step) => 'seq' in step && step.seq)).toEqual([1, 2, 3, 4, 5])
  })

  it('are ignored for another epoch, and without an epoch', async () => {
    const { stage, as, token, epoch } = await withFiveMissed()
    const seqs = [1, 2, 3, 4, 5]
    for (const epoch of [{ epoch: 'another' }, {}]) {
      const back = await stage.connect(as, { ...epoch, cursors: { [token]: 5 } })
      expect((await back.reach(token, 5)).map((step) => 'seq' in step && step.seq)).toEqual(seqs)
    }
    await stage.server.services.context.store.renewEpoch()
    for (const { services } of stage.nodes) await services.context.store.refreshEpoch()
    const old = await stage.connect(as, { epoch, cursors: { [token]: 5 } })
    expect((await old.first('aoiSession')).epoch).not.toBe(epoch)
    expect((await old.reach(token, 5)).map((step) => 'seq' in step && step.seq)).toEqual(seqs)
  })

  it('for another AOI Client’s token neither subscribe to it nor move a cursor', async () => {
    const { stage, as, token, epoch, sent } = await withFiveMissed()
    const stranger = await stage.newAoiClient()
    const opened = await stage.connect(stranger, { epoch, cursors: { [token]: 2 } })
    expect((await opened.first('aoiSession')).registrations).toEqual([])
    await stage.send({ clientAppToken: token })
    const own = await stage.register({ as: stranger, connection: opened }, 'a seed for the fence')
    await stage.send({ clientAppToken: own, payload: 'fence' })
    expect(await opened.first('notification')).toMatchObject({ payload: 'fence' })
    for (const each of sent) expect((await stage.status(each)).body).toMatchObject({ acked: 0, pending: 1 })
    await (await stage.connect(as)).reach(token, 6)
  })
})

test('the hub counts an acknowledgement in any JSON spelling, and refuses one with an unknown element', async () => {
  const { stage, as, token, sent } = await withFiveMissed()
  const session = await RawSession.bind(stage.homeOf(as).url, as)
  for (let came = 0; came < sent.length; came += 1) await session.next('42/aoi,["notification",')
  const say = (acks: string) =>
    session.send(`42/aoi,["notificationAck",{"messageType":"notificationAck",${acks}}]`)
  say(`"acks":[["${token}",1]]`)
  say(`"acks": [["${token}", 2]]`)
  say(`"acks":[["${token}",4]],"more":1`)
  say(`"acks":[["${token}",3]]`)
  say(`"acks":[["${token}",-5]]`)
  session.send('42/aoi,7["notificationAck",{"messageType":"notificationAck","acks":[]}]')
  await session.next('43/aoi,7')
  await stage.connect(as)
  const acked = await Promise.all(sent.map(async (each) => (await stage.status(each)).body.acked))
  expect(acked).toEqual([1, 1, 1, 0, 0])
})

/** Waits until the database has the cursors of the handshake, which are flushed a moment later. */
async function isAcked(stage: Stage, sent: Accepted | undefined): Promise<void> {
  if (sent === undefined) throw new Error('nothing was sent')
  await vi.waitFor(async () => expect((await stage.status(sent)).body.acked).toBe(1), { timeout: 10_000 })
}

/** An AOI Client that missed five notifications while it was offline. */
async function withFiveMissed() {
  const stage = await Stage.open()
  const { as, connection, token } = await stage.member()
  connection.close()
  await connection.ended()
  const sent = []
  for (let count = 0; count < 5; count += 1) sent.push(await stage.send({ clientAppToken: token }))
  return { stage, as, token, sent, epoch: stage.server.services.context.store.epoch }
}
