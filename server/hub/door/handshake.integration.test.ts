import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { endAoiClient } from '#server/core/aoi-clients/end-aoi-client.ts'
import { newSecret } from '#server/core/credentials.ts'
import type { AoiConnection, Credential } from '#server/testing/aoi-connection.ts'
import { RawSession } from '#server/testing/raw-session.ts'
import { Stage } from '#server/testing/stage.ts'

const UNAUTHORIZED = { code: '401', desc: 'aoiClientId: not valid or not correctly registered' }

describe('the handshake', () => {
  it('opens a session with an event that names the server identity, the registrations and their heads', async () => {
    const stage = await Stage.open()
    const { as, token } = await stage.member()
    await stage.sendMany(token, { count: 2 })
    const connection = stage.knock({
      auth: { protocol: 1, ...as },
      socket: { query: { extensions: 'serverId' } },
    })
    await connection.first('aoiSession')
    expect(connection.received[0]).toMatchObject({
      name: 'aoiSession',
      message: {
        epoch: stage.server.services.context.store.epoch,
        serverId: stage.server.services.context.store.serverId,
        registrations: [
          { clientAppToken: token, ApplicationName: 'com.example.chat', ackedSeq: 0, headSeq: 2 },
        ],
      },
    })
    const another = await stage.connect(await stage.newAoiClient())
    const session = await another.first('aoiSession')
    expect(session.registrations).toEqual([])
    // An AOI Client that does not name the extension may reject a message that has it.
    expect(session).not.toHaveProperty('serverId')
  })

  it('gives the same answer to a wrong secret, an unknown AOI Client and one that has ended', async () => {
    const stage = await Stage.open()
    const as = await stage.newAoiClient()
    const ended = await stage.newAoiClient()
    await endAoiClient(stage.server.services.context, { actor: 'test', aoiClientId: ended.aoiClientId })
    const strangers: Credential[] = [
      { ...as, aoiClientSecret: newSecret() },
      { ...as, aoiClientId: `ac_${'A'.repeat(22)}` },
      ended,
    ]
    for (const stranger of strangers) {
      expect(await knock(stage, { protocol: 1, ...stranger }).refused()).toEqual(UNAUTHORIZED)
    }
    expect(stage.onlineAoiClients).toBe(0)
  })

  it('names the wrong element, and never repeats the received value', async () => {
    const stage = await Stage.open()
    const auth = { protocol: 1, ...(await stage.newAoiClient()) }
    const wrong: [object, string][] = [
      [{}, 'protocol'],
      [{ ...auth, protocol: 2 }, 'protocol'],
      [{ ...auth, aoiClientId: { startsWith: '' } }, 'aoiClientId'],
      [{ ...auth, aoiClientSecret: 'hunter2' }, 'aoiClientSecret'],
      [{ ...auth, clientAppToken: 'hunter2' }, 'clientAppToken'],
      [{ ...auth, cursors: { hunter2: 1 } }, 'cursors'],
      [{ ...auth, cursors: [['hunter2', 1]] }, 'cursors'],
      [{ ...auth, cursors: { [`g1${'A'.repeat(43)}`]: -1 } }, 'cursors'],
      [{ ...auth, epoch: 'e'.repeat(65) }, 'epoch'],
    ]
    for (const [sent, element] of wrong) {
      const refusal = await knock(stage, sent).refused()
      expect(refusal?.code).toBe('400')
      expect(refusal?.desc).toContain(element)
      if (element !== 'cursors') expect(refusal?.desc).not.toContain('hunter2')
    }
  })

  it('accepts cursors of a thousand tokens, and refuses one more', async () => {
    const stage = await Stage.open()
    const as = await stage.newAoiClient()
    const cursors = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`g1${String(index).padStart(43, '0')}`, 999_999]),
      )
    const auth = { protocol: 1, ...as, epoch: stage.server.services.context.store.epoch }
    const refusal = await knock(stage, {
      ...auth,
      cursors: cursors(LIMITS.cursorsPerHandshake + 1),
    }).refused()
    expect(refusal).toMatchObject({ code: '400', desc: expect.stringContaining('at most 1000 tokens') })
    await knock(stage, { ...auth, cursors: cursors(LIMITS.cursorsPerHandshake) }).first('aoiSession')
  })

  it('admits pages of its own and the configured origins, and clients without an origin, and no others', async () => {
    const stage = await Stage.open({ env: { AOI_ALLOWED_ORIGINS: 'https://app.example' } })
    const as = await stage.newAoiClient()
    const from = (origin: string) =>
      stage.knock({ auth: { protocol: 1, ...as }, socket: { extraHeaders: { origin } } })
    for (const origin of [stage.url, 'https://app.example']) await from(origin).first('aoiSession')
    for (const origin of ['https://evil.example', 'null', 'https://app.example.evil', `${stage.url}.evil`]) {
      expect(await from(origin).refused()).toBeUndefined()
    }
  })

  it('accepts only websockets', async () => {
    const stage = await Stage.open()
    const auth = { protocol: 1, ...(await stage.newAoiClient()) }
    const polling = stage.knock({ auth, socket: { transports: ['polling'] } })
    expect(await polling.refused()).toBeUndefined()
    expect(polling.received).toEqual([])
  })

  it('refuses every other namespace', async () => {
    const stage = await Stage.open()
    const auth = { protocol: 1, ...(await stage.newAoiClient()) }
    for (const namespace of ['/', '/admin', '/aoi2', '/constructor']) {
      const connection = stage.knock({ auth, namespace })
      expect(await connection.refused()).toBeUndefined()
    }
  })

  it('ignores messages from a socket without a credential, and closes it', async () => {
    const stage = await Stage.open()
    const { as, token } = await stage.member()
    const sent = await stage.send({ clientAppToken: token })
    const strangers: [event: string, message: object][] = [
      ['clientAppRegistrationReq', { messageType: 'clientAppRegistrationReq', ...as, ApplicationName: 'a' }],
      [
        'clientAppDeregistrationReq',
        { messageType: 'clientAppDeregistrationReq', ...as, clientAppToken: token },
      ],
      ['notificationAck', { messageType: 'notificationAck', acks: [[token, 1]] }],
    ]
    for (const [event, message] of strangers) {
      const stranger = await RawSession.open(stage.url)
      stranger.event(event, message)
      expect(await stranger.closed()).toEqual([])
    }
    expect((await stage.status(sent)).body).toMatchObject({ recipients: 1, acked: 0, pending: 1 })
    expect(await stage.server.countRegistrations()).toBe(1)
  })

  it('admits 600 handshakes a minute from one address, then refuses the rest unread with a waiting time', async () => {
    const stage = await Stage.open()
    const refusal = '44/aoi,{'
    for (let connections = 0; connections < 5; connections += 1) {
      const stranger = await RawSession.open(stage.url)
      for (let count = 0; count < LIMITS.handshakesPerAddressPerMinute / 5; count += 1) {
        stranger.connect({})
        expect(await stranger.next(refusal)).toContain('"400"')
      }
    }
    const refused = await stage.knock({ auth: { protocol: 1, ...(await stage.newAoiClient()) } }).refused()
    expect(refused).toMatchObject({ code: '503', desc: 'too many handshakes from this address' })
    expect(refused?.retryAfter).toBeGreaterThan(0)
  })

  it('counts the address that the trusted proxy saw, IPv6 by /64 and without port, and ignores other claims', async () => {
    const stage = await Stage.open({ env: { AOI_TRUSTED_PROXIES: '1' } })
    const auth = { protocol: 1, ...(await stage.newAoiClient()) }
    const from = (address: string) =>
      stage.knock({ auth: {}, socket: { extraHeaders: { 'x-forwarded-for': address } } })
    for (let connections = 0; connections < 5; connections += 1) {
      const stranger = await RawSession.open(stage.url, {
        'x-forwarded-for': `10.0.0.${connections}, [2001:db8::${connections}]:${4711 + connections}`,
      })
      for (let count = 0; count < LIMITS.handshakesPerAddressPerMinute / 5; count += 1) {
        stranger.connect({})
        await stranger.next('44/aoi,{')
      }
    }
    expect(await from('2001:db8::7').refused()).toMatchObject({ code: '503' })
    expect(await from('2001:db8:0:1::7').refused()).toMatchObject({ code: '400' })
    await stage.knock({ auth }).first('aoiSession')
  })
})

function knock(stage: Stage, auth: object): AoiConnection {
  return stage.knock({ auth })
}
