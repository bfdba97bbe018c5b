import { describe, expect, it } from 'vitest'
import { deriveSharedToken } from '../../protocol/token.ts'
import { argon2idNode } from '../argon2id-node.ts'
import { VAPID_KEYS } from '../push/testing/push-sender.ts'
import { collect, useDevice, useTestServer, waitForState } from '../testing/use-aoi-clients.ts'

const applicationName = 'com.example.news'
const tokenSeed = 'correct horse battery staple'

describe('registering a Client Application', () => {
  it('gives one token to all instances with one seed and name, and another to each without a seed', async () => {
    const server = await useTestServer()
    const [ada, bob] = [useDevice(server).start(), useDevice(server).start()]
    const tokens = await Promise.all([
      ada.register({ applicationName, tokenSeed }),
      bob.register({ applicationName, tokenSeed }),
      bob.register({ applicationName: 'com.example.chat', tokenSeed }),
      ada.register({ applicationName }),
      bob.register({ applicationName }),
    ]).then((registrations) => registrations.map(({ token }) => token))
    expect(tokens[1]).toBe(tokens[0])
    expect(new Set(tokens).size).toBe(4)
    expect(tokens.map((token) => token.slice(0, 2))).toEqual(['g1', 'g1', 'g1', 'u1', 'u1'])
  })

  it('keeps the seed on the device, and sends it only without splitting', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const aoiClient = device.start()
    const split = await aoiClient.register({ applicationName, tokenSeed })
    const whole = await aoiClient.register({ applicationName, tokenSeed, split: false })
    const bare = await deriveSharedToken(argon2idNode, { applicationName, tokenSeed })
    expect(whole.token).toBe(bare)
    expect(split.token).not.toBe(bare)
    for (const kept of [device.place.records, device.logged])
      expect(JSON.stringify(kept)).not.toContain('horse')
  })

  it('sends a proof in place of the seed on request, and gets the same token', async () => {
    const server = await useTestServer()
    const [ada, bob] = [useDevice(server).start(), useDevice(server).start()]
    const asked = { applicationName, tokenSeed, tokenScope: server.url, vapidKey: VAPID_KEYS.publicKey }
    const proven = await ada.register({ ...asked, tokenProof: true })
    expect(server.seeds).toEqual([])
    expect(server.requests).toContain('tokenProofNonceReq')
    expect((await bob.register(asked)).token).toBe(proven.token)
    const subscribing = { tokenSeed, tokenProof: true }
    const subscription = await ada.pushManager(applicationName).subscribe(subscribing)
    await subscription.rotate(subscribing)
    expect(server.seeds).toHaveLength(1)
    const unseeded = ada.register({ applicationName, tokenProof: true })
    await expect(unseeded).rejects.toMatchObject({
      code: '400',
      message: expect.stringContaining('tokenProof'),
    })
  })

  it('asks the server again only for another label, and never for a token of its own', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const aoiClient = device.start()
    const asked = () => server.requests.filter((request) => request === 'clientAppRegistrationReq').length
    const shared = await aoiClient.register({ applicationName, tokenSeed, label: 'kitchen' })
    await aoiClient.register({ applicationName, tokenSeed, label: 'kitchen' })
    await aoiClient.register({ applicationName, tokenSeed })
    expect(asked()).toBe(1)
    const again = await aoiClient.register({ applicationName, tokenSeed, label: 'garden' })
    expect([again.token, asked()]).toEqual([shared.token, 2])
    const own = await aoiClient.register({ applicationName, label: 'kitchen' })
    expect((await aoiClient.register({ applicationName, label: 'garden' })).token).toBe(own.token)
    expect(asked()).toBe(3)
    const refused = aoiClient.register({ applicationName, tokenSeed, label: 'a\u0007' })
    await expect(refused).rejects.toMatchObject({ code: '400', message: expect.stringContaining('label: ') })
  })

  it('treats two Unicode spellings of one name as equal', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    const [composed, decomposed] = await Promise.all([
      aoiClient.register({ applicationName: 'caf\u00e9', tokenSeed, instance: 'one' }),
      aoiClient.register({ applicationName: 'cafe\u0301', tokenSeed, instance: 'two' }),
    ])
    expect(decomposed.token).toBe(composed.token)
    expect(decomposed.applicationName).toBe('caf\u00e9')
  })

  it('shares one server registration among local instances, until the last one leaves', async () => {
    const server = await useTestServer()
    const [ada, bob] = [useDevice(server).start(), useDevice(server).start()]
    const one = await ada.register({ applicationName, tokenSeed, instance: 'one' })
    const two = await ada.register({ applicationName, tokenSeed, instance: 'two' })
    const other = await bob.register({ applicationName, tokenSeed })
    const { token } = one
    expect(server.requests.filter((request) => request === 'clientAppRegistrationReq')).toHaveLength(2)
    const [atOne, atTwo, atOther] = [one, two, other].map(collect)
    server.send(token, { payload: 'first' })
    await expect.poll(() => [atOne, atTwo, atOther]).toEqual([['first'], ['first'], ['first']])
    await one.unregister()
    server.send(token, { payload: 'second' })
    await expect
      .poll(() => [atOne, atTwo, atOther])
      .toEqual([['first'], ['first', 'second'], ['first', 'second']])
    expect(server.memberships).toEqual({ [token]: 2 })
    await two.unregister()
    expect(server.memberships).toEqual({ [token]: 1 })
    server.send(token, { payload: 'third' })
    await expect.poll(() => atOther).toEqual(['first', 'second', 'third'])
    expect(atTwo).toEqual(['first', 'second'])
    expect(await ada.listRegistrations()).toEqual([])
  })

  it('delivers to a late local instance only the notifications after it joined', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    const early = await aoiClient.register({ applicationName, tokenSeed, instance: 'early' })
    const atEarly = collect(early)
    server.send(early.token, { payload: 1 })
    await expect.poll(() => atEarly).toEqual([1])
    const atLate = collect(await aoiClient.register({ applicationName, tokenSeed, instance: 'late' }))
    server.send(early.token, { payload: 2 })
    await expect.poll(() => [atEarly, atLate]).toEqual([[1, 2], [2]])
  })

  it('resumes an instance after a restart, with and without a seed, without a request to the server', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const first = device.start()
    const before = [
      await first.register({ applicationName, tokenSeed }),
      await first.register({ applicationName }),
      await first.register({ applicationName, instance: 'other' }),
    ].map(({ token }) => token)
    await first.close()
    const asked = server.requests.length
    await server.stop()
    const second = device.start()
    const after = [
      await second.register({ applicationName, tokenSeed }),
      await second.register({ applicationName }),
      await second.register({ applicationName, instance: 'other' }),
    ].map(({ token }) => token)
    expect(after).toEqual(before)
    expect(new Set(after).size).toBe(3)
    expect(server.requests).toHaveLength(asked)
  })

  it('returns the same registration when the same instance registers twice', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    const [one, two, three] = await Promise.all([
      aoiClient.register({ applicationName }),
      aoiClient.register({ applicationName }),
      aoiClient.register({ applicationName, tokenSeed }),
    ])
    expect(two).toBe(one)
    expect(three).not.toBe(one)
    collect(one)
    expect(() => collect(two)).toThrow('already has a handler')
  })

  it('refuses an invalid element, and names it', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    const offCurve = `B${'A'.repeat(86)}`
    const refusals = [
      { asked: { applicationName: '' }, names: 'ApplicationName' },
      { asked: { applicationName: 'a'.repeat(256) }, names: 'ApplicationName' },
      { asked: { applicationName, tokenSeed: '' }, names: 'tokenSeed' },
      { asked: { applicationName, vapidKey: offCurve }, names: 'vapidKey' },
      { asked: { applicationName, tokenScope: 'not an origin' }, names: 'tokenScope' },
      { asked: { applicationName, instance: '' }, names: 'instance' },
    ]
    for (const { asked, names } of refusals) {
      const message = expect.stringContaining(names)
      await expect(aoiClient.register(asked)).rejects.toMatchObject({ code: '400', message })
    }
    expect(server.requests).not.toContain('clientAppRegistrationReq')
  })

  it('sends no seed that can be guessed unless it is allowed, and then warns', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    const short = { applicationName, tokenSeed: 'fifteen bytes ü'.slice(1) }
    await expect(aoiClient.register(short)).rejects.toMatchObject({
      code: '400',
      message: expect.stringMatching(/^tokenSeed: must be at least 16 bytes/),
    })
    expect(server.requests).not.toContain('clientAppRegistrationReq')
    const registration = await aoiClient.register({ ...short, allowShortSeed: true })
    expect(registration.desc).toContain('can be guessed')
    expect((await aoiClient.register({ applicationName, tokenSeed })).desc).toBe('OK')
  })
})

describe('registering while the server does not answer', () => {
  it('waits for the connection', async () => {
    const server = await useTestServer()
    let refusing = true
    server.script.refuseHandshake = () => (refusing ? { code: '503', desc: 'starting' } : undefined)
    const aoiClient = useDevice(server).start()
    const registering = aoiClient.register({ applicationName, tokenSeed })
    expect(await waitForState(aoiClient, 'reconnecting')).toMatchObject({
      reason: 'serverUnavailable',
      desc: 'starting',
    })
    refusing = false
    expect((await registering).token).toMatch(/^g1/)
  })

  it('gives up after its timeout or when aborted, and leaves no registration at the server', async () => {
    const server = await useTestServer()
    server.script.beforeAnswer = () => false
    const aoiClient = useDevice(server).start()
    const controller = new AbortController()
    const aborted = aoiClient.register({ applicationName, tokenSeed, signal: controller.signal })
    await expect.poll(() => Object.keys(server.memberships)).toHaveLength(1)
    controller.abort(new Error('changed my mind'))
    await expect(aborted).rejects.toThrow('changed my mind')
    const late = aoiClient.register({ applicationName, timeoutMs: 1 })
    await expect(late).rejects.toMatchObject({ code: 'timeout' })
    server.script.beforeAnswer = undefined
    server.cut()
    await expect.poll(() => server.memberships).toEqual({})
  })

  it('repeats the request when the answer is lost, and ends a registration that no instance received', async () => {
    const server = await useTestServer()
    const lost: string[] = []
    server.script.beforeAnswer = (token) => {
      server.script.beforeAnswer = undefined
      lost.push(token)
      server.cut()
      return false
    }
    const { token } = await useDevice(server).start().register({ applicationName })
    expect(lost).not.toContain(token)
    await expect.poll(() => server.memberships).toEqual({ [token]: 1 })
  })

  it('retries after 503, and reports 400 and 401 unchanged', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    const answers = ['503', '503', '400', '401'] as const
    let asked = 0
    server.script.answerRegistration = () => {
      const code = answers[asked]
      asked += 1
      return code && { messageType: 'clientAppRegistrationRes', code, desc: `answer ${code}` }
    }
    await expect(aoiClient.register({ applicationName })).rejects.toMatchObject({
      code: '400',
      message: 'answer 400',
    })
    await expect(aoiClient.register({ applicationName })).rejects.toMatchObject({
      code: '401',
      message: 'answer 401',
    })
    expect(asked).toBe(4)
    expect((await aoiClient.register({ applicationName })).token).toMatch(/^u1/)
  })

  it('deregisters at the next session if it left while offline', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const aoiClient = device.start()
    const registration = await aoiClient.register({ applicationName, tokenSeed })
    server.script.refuseHandshake = () => ({ code: '503', desc: 'busy' })
    server.cut()
    await waitForState(aoiClient, 'reconnecting')
    await expect(registration.unregister({ timeoutMs: 5 })).rejects.toMatchObject({ code: 'timeout' })
    await aoiClient.close()
    expect(server.memberships).toEqual({ [registration.token]: 1 })
    server.script.refuseHandshake = undefined
    const again = device.start()
    await waitForState(again, 'connected')
    await expect.poll(() => server.memberships).toEqual({})
    expect(await again.listRegistrations()).toEqual([])
  })

  it('loses no notification that arrives before the answer to its registration', async () => {
    const server = await useTestServer()
    server.script.beforeAnswer = (token) => {
      for (const payload of [1, 2]) server.send(token, { payload })
      return true
    }
    const registration = await useDevice(server).start().register({ applicationName })
    const payloads = collect(registration)
    server.send(registration.token, { payload: 3 })
    await expect.poll(() => payloads).toEqual([1, 2, 3])
    await expect.poll(() => server.ackedSeqs(registration.token)).toEqual([3])
  })

  it('ends a registration that the server has revoked, online or while offline', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const aoiClient = device.start()
    const [one, two] = [
      await aoiClient.register({ applicationName }),
      await aoiClient.register({ applicationName, tokenSeed }),
    ]
    const reasons: string[] = []
    for (const registration of [one, two]) registration.onRevoked((reason) => reasons.push(reason))
    server.revoke(one.token)
    await expect.poll(() => reasons).toEqual(['revoked by the operator'])
    server.script.refuseHandshake = () => ({ code: '503', desc: 'busy' })
    server.cut()
    await waitForState(aoiClient, 'reconnecting')
    server.revoke(two.token)
    server.script.refuseHandshake = undefined
    await expect.poll(() => reasons).toHaveLength(2)
    expect(await aoiClient.listRegistrations()).toEqual([])
  })
})
