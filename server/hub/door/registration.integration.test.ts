import { describe, expect, it } from 'vitest'
import { revokeRegistration } from '#server/core/registrations/revoke-registration.ts'
import { registerApp } from '#server/testing/api-caller.ts'
import { STAGE_APPLICATION, Stage } from '#server/testing/stage.ts'

describe('registration in a session', () => {
  it('gives equal tokens to equal seeds, and reveals nothing about other members', async () => {
    const stage = await Stage.open()
    const alice = await stage.member('a seed that is shared')
    const bob = await stage.newAoiClient()
    const connection = await stage.connect(bob)
    const answer = await connection.register(bob, { tokenSeed: 'a seed that is shared' })
    expect(answer).toEqual({
      messageType: 'clientAppRegistrationRes',
      code: '200',
      desc: 'OK',
      clientAppToken: alice.token,
      aoiServerUrl: stage.homeOf(bob).url,
      webPushEndpoint: `${stage.homeOf(bob).url}/wp/${alice.token}`,
    })
    const alone = await connection.register(bob, {})
    const elsewhere = await connection.register(bob, {
      tokenSeed: 'a seed that is shared',
      ApplicationName: 'com.example.other',
    })
    const tokens = [alone, elsewhere].map((each) => each.code === '200' && each.clientAppToken)
    expect(new Set([...tokens, alice.token]).size).toBe(3)
  })

  it('registers once for each seed, and makes a new unique token for each request without a seed', async () => {
    const stage = await Stage.open()
    const { as, connection, token } = await stage.member('a seed that is shared')
    expect(await stage.register({ as, connection }, 'a seed that is shared')).toBe(token)
    expect(await stage.server.countMembers(token)).toBe(1)
    const unique = [await connection.register(as, {}), await connection.register(as, {})]
    expect(unique[0]).not.toEqual(unique[1])
    expect(await stage.server.countRegistrations()).toBe(3)
  })

  it('refuses a short seed, or warns of it where the operator allows short seeds', async () => {
    const stage = await Stage.open({ env: { AOI_MIN_SEED_BYTES: '1' } })
    const { as, connection } = await stage.member()
    expect(await connection.register(as, { tokenSeed: 'short' })).toMatchObject({
      code: '200',
      desc: 'OK, but a tokenSeed of fewer than 16 bytes can be guessed',
    })
    const strict = await Stage.open()
    const refused = await strict.newAoiClient()
    const answer = await (await strict.connect(refused)).register(refused, { tokenSeed: 'fifteen bytes..' })
    expect(answer).toMatchObject({
      code: '400',
      desc: expect.stringMatching(/^tokenSeed: must be at least 16 bytes/),
    })
    const enough = await strict.connect(refused)
    expect((await enough.register(refused, { tokenSeed: 'sixteen bytes ..' })).code).toBe('200')
  })

  it.each([
    [{ messageType: undefined }, '400', 'messageType'],
    [{ messageType: 'clientAppDeregistrationReq' }, '400', 'messageType'],
    [{ ApplicationName: '' }, '400', 'ApplicationName'],
    [{ ApplicationName: 'é'.repeat(128) }, '400', 'ApplicationName'],
    [{ tokenSeed: '' }, '400', 'tokenSeed'],
    [{ tokenSeed: 's'.repeat(1025) }, '400', 'tokenSeed'],
    [{ clientAppToken: `g1${'A'.repeat(43)}` }, '400', 'clientAppToken'],
    [{ deregMeOnly: true }, '400', 'deregMeOnly'],
    [{ vapidKey: `B${'A'.repeat(86)}` }, '400', 'vapidKey'],
    [{ tokenScope: 'https://another.example' }, '400', 'tokenScope'],
    [{ aoiClientId: `ac_${'A'.repeat(22)}` }, '401', 'aoiClientId'],
    [{ aoiClientId: undefined }, '400', 'aoiClientId'],
  ])('refuses a request with %o: %s, and names the element', async (elements, code, element) => {
    const stage = await Stage.open()
    const as = await stage.newAoiClient()
    const answer = await (await stage.connect(as)).register(as, elements)
    expect(answer).toMatchObject({ messageType: 'clientAppRegistrationRes', code })
    expect(answer.desc).toContain(element)
    expect(await stage.server.countRegistrations()).toBe(0)
  })

  it('sends its answer before the first notification of the token, however early that is sent', async () => {
    const stage = await Stage.open()
    const tokenSeed = 'a seed that is shared'
    const { token } = await stage.member(tokenSeed)
    const as = await stage.newAoiClient()
    const connection = await stage.connect(as)
    const events: string[] = []
    connection.socket.on('notification', () => events.push('notification'))
    const { aoiClientId } = as
    const request = {
      messageType: 'clientAppRegistrationReq',
      aoiClientId,
      ApplicationName: STAGE_APPLICATION,
      tokenSeed,
    }
    const sending = new AbortController()
    const sent = (async () => {
      while (!sending.signal.aborted) await stage.send({ clientAppToken: token })
    })()
    for (let round = 1; round <= 20; round += 1) {
      events.length = 0
      connection.socket.emit('clientAppRegistrationReq', request, () => events.push('answer'))
      await connection.until('a notification', () => (events.includes('notification') ? true : undefined))
      expect(events[0]).toBe('answer')
      await connection.deregister(as, token)
    }
    sending.abort()
    await sent
  })

  it('delivers the notifications accepted after the 200 and none from before, during other sends too', async () => {
    const stage = await Stage.open()
    const { token } = await stage.member()
    await stage.sendMany(token, { count: 5 })
    const as = await stage.newAoiClient()
    const connection = await stage.connect(as)
    const underWay = Promise.all(
      Array.from({ length: 20 }, () => stage.send({ clientAppToken: token, payload: 'during' })),
    )
    await connection.register(as, { tokenSeed: 'a secret of more than 16 bytes' })
    await underWay
    const after = await stage.send({ clientAppToken: token, payload: 'after' })
    const steps = await connection.reach(token, after.seq)
    const seqs = steps.map((step) => 'seq' in step && step.seq)
    expect(seqs[0]).toBeGreaterThan(5)
    expect(seqs).toEqual(
      Array.from({ length: seqs.length }, (_, index) => after.seq - seqs.length + 1 + index),
    )
  })

  it('over HTTP reaches the open session', async () => {
    const stage = await Stage.open()
    const as = await stage.newAoiClient()
    const connection = await stage.connect(as)
    const token = await registerApp(stage.url, { as, tokenSeed: 'a seed that is shared' })
    await stage.send({ clientAppToken: token, payload: 'over http' })
    expect(await connection.first('notification')).toMatchObject({
      clientAppToken: token,
      seq: 1,
      payload: 'over http',
    })
  })
})

describe('deregistration in a session', () => {
  it('ends only the caller’s registration, takes effect at once, and is idempotent', async () => {
    const stage = await Stage.open()
    const alice = await stage.member()
    const bob = await stage.member()
    const done = { messageType: 'clientAppDeregistrationRes', code: '200', desc: 'OK' }
    expect(await alice.connection.deregister(alice.as, alice.token)).toEqual(done)
    expect(await alice.connection.deregister(alice.as, alice.token)).toEqual(done)
    const sent = await stage.send({ clientAppToken: bob.token, payload: 'for Bob' })
    expect(sent.recipients).toBe(1)
    await bob.connection.first('notification')
    // Any message on its way to Alice would have come before this one.
    const other = await stage.register(alice, 'another seed for a fence')
    await stage.send({ clientAppToken: other, payload: 'fence' })
    expect(await alice.connection.first('notification')).toMatchObject({ payload: 'fence' })
  })

  it('counts an acknowledgement that was sent just before it', async () => {
    const stage = await Stage.open()
    const { as, connection, token } = await stage.member()
    const sent = await stage.send({ clientAppToken: token })
    await connection.first('notification')
    connection.socket.emit('notificationAck', { messageType: 'notificationAck', acks: [[token, 1]] })
    await connection.deregister(as, token)
    // A new session flushes the cursors first.
    await stage.connect(as)
    expect((await stage.status(sent)).body).toMatchObject({ recipients: 1, acked: 1, pending: 0, expired: 0 })
  })

  it.each([
    [{ messageType: undefined }, '400', 'messageType'],
    [{ clientAppToken: { startsWith: '' } }, '400', 'clientAppToken'],
    [{ clientAppToken: undefined }, '400', 'clientAppToken'],
    [{ deregMeOnly: false }, '400', 'deregMeOnly'],
    [{ aoiClientId: `ac_${'A'.repeat(22)}` }, '401', 'aoiClientId'],
  ])('refuses %j with %s, and keeps every registration', async (elements, code, element) => {
    const stage = await Stage.open()
    const { as, connection, token } = await stage.member()
    const message = {
      messageType: 'clientAppDeregistrationReq',
      aoiClientId: as.aoiClientId,
      clientAppToken: token,
    }
    const answer = await connection.ask<{ desc: string }>('clientAppDeregistrationReq', {
      ...message,
      ...elements,
    })
    expect(answer).toMatchObject({ messageType: 'clientAppDeregistrationRes', code })
    expect(answer.desc).toContain(element)
    expect(await stage.server.countMembers(token)).toBe(1)
  })
})

describe('revocation', () => {
  it('tells the AOI Client the reason, ends this registration, and keeps the others', async () => {
    const stage = await Stage.open()
    const alice = await stage.member()
    const bob = await stage.member()
    const kept = await stage.register(alice, 'a seed that stays')
    const { context } = stage.server.services
    const clientAppToken = alice.token
    const input = { actor: 'test', aoiClientId: alice.as.aoiClientId, clientAppToken, reason: 'lost device' }
    await revokeRegistration(context, input)
    expect(await alice.connection.first('clientAppRevoked')).toMatchObject({
      clientAppToken,
      reason: 'lost device',
    })
    await stage.send({ clientAppToken, payload: 'for Bob' })
    await bob.connection.first('notification')
    await stage.send({ clientAppToken: kept, payload: 'fence' })
    expect(await alice.connection.first('notification')).toMatchObject({ payload: 'fence' })
    await expect(revokeRegistration(context, input)).rejects.toMatchObject({ code: 'notFound' })
  })
})
