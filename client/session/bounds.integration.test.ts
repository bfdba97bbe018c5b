import { expect, it } from 'vitest'
import { CLIENT_LIMITS } from '../limits.ts'
import { collect, useDevice, useTestServer, waitForState } from '../testing/use-aoi-clients.ts'

const applicationName = 'com.example.news'

const notification = (payload: string, token: string) =>
  `2/aoi,["notification",{"messageType":"notification","clientAppToken":"${token}","seq":1,"id":"0197a5b2-0000-7000-8000-000000000001","sentAt":"2030-01-01T00:00:00.000Z","expiresAt":"2030-01-02T00:00:00.000Z","payload":${payload}}]`
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

it.each([
  ['a payload nested 200,000 deep', (token: string) => notification(nested(200_000), token)],
  ['an event nested 200,000 deep', () => `2/aoi,["aoiSession",${nested(200_000)}]`],
  ['a payload that is not JSON', (token: string) => notification('{"a":', token)],
  ['a packet without a type', () => '9/aoi,[]'],
  ['more attachments than allowed', () => '5999-/aoi,["notification",{}]'],
  ['text in place of an attachment', () => '51-/aoi,["notification",{"_placeholder":true,"num":0}]2/aoi,[]'],
  ['a message longer than its limit', () => `2/aoi,["aoiSession","${'x'.repeat(CLIENT_LIMITS.frameBytes)}"]`],
])('the AOI Client survives %s, and reconnects', async (_, frame) => {
  const server = await useTestServer()
  const aoiClient = useDevice(server).start()
  const registration = await aoiClient.register({ applicationName })
  const payloads = collect(registration)
  server.writeRaw(frame(registration.token))
  server.send(registration.token, { payload: 'after it' })
  await expect.poll(() => payloads, { timeout: 30_000 }).toEqual(['after it'])
  expect(aoiClient.state.name).toBe('connected')
})

it('the AOI Client treats an unreadable message as a protocol error', async () => {
  const server = await useTestServer()
  const aoiClient = useDevice(server).start()
  await waitForState(aoiClient, 'connected')
  server.writeRaw(`2/aoi,["aoiHeartbeat",${nested(CLIENT_LIMITS.frameDepth)}]`)
  expect(await waitForState(aoiClient, 'reconnecting')).toMatchObject({ reason: 'protocolError' })
})

it('the AOI Client accepts elements that it does not know, because later servers may send them', async () => {
  const server = await useTestServer()
  const aoiClient = useDevice(server).start()
  const registration = await aoiClient.register({ applicationName })
  const payloads = collect(registration)
  server.sendSilently(registration.token, { payload: 0 })
  server.writeRaw(notification('{"n":1},"later":{"x":[1]}', registration.token))
  await expect.poll(() => payloads).toEqual([{ n: 1 }])
})

it('the AOI Client keeps every digit of a number, from the wire to the app and across a restart', async () => {
  const server = await useTestServer()
  const device = useDevice(server)
  const first = device.start()
  const { token } = await first.register({ applicationName })
  server.sendSilently(token, { payload: 0 })
  server.writeRaw(notification('{ "id" : 12345678901234567890 , "e" : 1.0E+2, "t":"\\u00e9 x" }', token))
  await expect.poll(() => server.ackedSeqs(token)).toEqual([1])
  await first.close()
  const [registration] = await device.start().listRegistrations()
  const texts: unknown[] = []
  registration?.onNotification((one) => void texts.push('payloadText' in one && one.payloadText))
  await expect.poll(() => texts).toEqual(['{"id":12345678901234567890,"e":1.0E+2,"t":"\\u00e9 x"}'])
})

it('the AOI Client gives the reason when a registration is not granted in time, and logs each refusal', async () => {
  const server = await useTestServer()
  const device = useDevice(server)
  const aoiClient = device.start()
  server.script.answerRegistration = () => ({
    messageType: 'clientAppRegistrationRes',
    code: '503',
    desc: 'too many derivations a minute',
    retryAfter: 60,
  })
  await waitForState(aoiClient, 'connected')
  await expect(aoiClient.register({ applicationName, timeoutMs: 500 })).rejects.toMatchObject({
    code: 'timeout',
    message: 'the AOI Server did not complete the request within 500 ms: too many derivations a minute',
  })
  expect(device.logged).toContainEqual(
    expect.objectContaining({ event: 'requestRefused', desc: 'too many derivations a minute' }),
  )
})

it('the AOI Client names the state of the connection when a registration finds no server in time', async () => {
  const server = await useTestServer()
  await server.stop()
  const aoiClient = useDevice(server).start()
  await expect(aoiClient.register({ applicationName, timeoutMs: 500 })).rejects.toMatchObject({
    message: expect.stringMatching(
      /^the AOI Server did not complete the request within 500 ms: .*ECONNREFUSED/,
    ),
  })
})
