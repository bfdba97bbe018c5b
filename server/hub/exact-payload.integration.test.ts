import { expect, it } from 'vitest'
import type { AoiConnection } from '#server/testing/aoi-connection.ts'
import { Stage } from '#server/testing/stage.ts'

/** Collects the text of each payload as it comes over the wire. */
function payloadTexts(connection: AoiConnection): string[] {
  const texts: string[] = []
  connection.socket.io.engine.on('packet', ({ data }) => {
    const [, text] = /"payload":(.*)}\]$/s.exec(String(data)) ?? []
    if (text !== undefined) texts.push(text)
  })
  return texts
}

async function post(stage: Stage, body: string): Promise<number> {
  const response = await fetch(`${stage.url}/api/v1/notifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${stage.key}` },
    body,
  })
  return response.status
}

const submission = (token: string, payload: string) =>
  `{"messageType":"notificationReq", "payload" : ${payload} , "clientAppToken":"${token}"}`

it('the hub keeps every digit of a JSON payload, live and from the log', async () => {
  const stage = await Stage.open()
  const { as, connection, token } = await stage.member()
  const live = payloadTexts(connection)
  const payloads = [
    '{"id":12345678901234567890}',
    '1.10',
    '-0',
    String.raw`"\u00e9\/é"`,
    '{"b":1,"a":2,"payload":3}',
  ]
  for (const payload of payloads) expect(await post(stage, submission(token, payload))).toBe(201)
  expect(await post(stage, submission(token, '{\r\n\t"a" : [ 1 , 2 ]\n}'))).toBe(201)
  const expected = [...payloads, '{"a":[1,2]}']
  await expect.poll(() => live).toEqual(expected)
  connection.close()
  await connection.ended()
  const again = await stage.connect(as)
  const caughtUp = payloadTexts(again)
  await again.reach(token, expected.length)
  // The first frames may have come before the listener was there.
  expect(caughtUp).toEqual(expected.slice(expected.length - caughtUp.length))
})

it('the server takes a payload of exactly the configured size, and refuses one byte more', async () => {
  const stage = await Stage.open({ env: { AOI_MAX_PAYLOAD_BYTES: '1048576' } })
  const { token } = await stage.member()
  const payload = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2))
  expect(await post(stage, submission(token, payload(70_000)))).toBe(201)
  expect(await post(stage, submission(token, payload(1_048_576)))).toBe(201)
  expect(await post(stage, submission(token, payload(1_048_577)))).toBe(413)
})

it('the server accepts an ApplicationName in another Unicode composition than its grant', async () => {
  const stage = await Stage.open()
  const { services } = stage.server
  const { createApiKey } = await import('#server/core/server-applications/create-api-key.ts')
  const { grantSchema } = await import('#protocol')
  const grants = [grantSchema.parse('café'.normalize('NFD'))]
  const { key } = await createApiKey(services.context, { actor: 'test', name: 'café', grants })
  const { as, connection } = await stage.member()
  const answer = await connection.register(as, {
    tokenSeed: 'a seed of sixteen bytes',
    ApplicationName: 'café',
  })
  expect(answer.code).toBe('200')
  if (answer.code !== '200') return
  const response = await fetch(`${stage.url}/api/v1/notifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: submission(answer.clientAppToken, '1'),
  })
  expect(response.status).toBe(201)
})
