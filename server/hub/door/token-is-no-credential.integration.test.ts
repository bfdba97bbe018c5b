import { expect, test } from 'vitest'
import type { Credential } from '#server/testing/aoi-connection.ts'
import { type Answered, call } from '#server/testing/api-caller.ts'
import { STAGE_APPLICATION, Stage } from '#server/testing/stage.ts'

const SECRET_PAYLOAD = 'for the members alone'
const SOCKET_EVENTS = [
  'clientAppRegistrationReq',
  'clientAppDeregistrationReq',
  'notificationAck',
  // Events that a server sends, and that an attacker might try.
  'aoiSession',
  'notification',
  'notificationGap',
  'clientAppRevoked',
  'aoiHeartbeat',
  'aoiClosing',
  'subscribe',
  'join',
  'resume',
  'history',
]

/**
 * Promise: the token and everything on the sender's wire do not let anyone subscribe, resume, deregister another
 * client, list members or read history. Mallory has an AOI Client of her own, the token, the sender's key and the ids
 * in the answers to the sender. She tries every operation of the API's own description and every event.
 */
test('the server admits no client that has only the token and everything that a sender knows', async () => {
  const stage = await Stage.open()
  const victim = await stage.member()
  const sent = await stage.send({ clientAppToken: victim.token, payload: SECRET_PAYLOAD })
  await victim.connection.first('notification')
  await victim.connection.acknowledge([victim.token, sent.seq])
  const mallory = await stage.newAoiClient()
  const loot = { token: victim.token, notificationId: sent.notificationId, victim: victim.as.aoiClientId }

  const answers = await tryEveryOperation(stage, { mallory, loot })
  const events = await tryEveryEvent(stage, { mallory, loot })

  for (const { text } of answers) {
    expect(text).not.toContain(SECRET_PAYLOAD)
    expect(text).not.toContain(victim.as.aoiClientSecret)
  }
  expect(answers.filter(({ text }) => text.includes(victim.as.aoiClientId))).toEqual([])
  expect(events).toEqual([])
  await expectUnharmed(stage, victim)
})

test('the server opens no session for a client that presents a token as its credential', async () => {
  const stage = await Stage.open()
  const victim = await stage.member()
  const secrets = [victim.token, victim.token.slice(2), stage.key, stage.key.slice(-43)]
  for (const aoiClientSecret of secrets) {
    const { aoiClientId } = victim.as
    const knock = stage.knock({ auth: { protocol: 1, aoiClientId, aoiClientSecret } })
    const refusal = await knock.refused()
    expect(['400', '401']).toContain(refusal?.code)
  }
  await expectUnharmed(stage, victim)
})

type Attempt = { mallory: Credential; loot: { token: string; notificationId: string; victim: string } }

async function tryEveryOperation(stage: Stage, { mallory, loot }: Attempt): Promise<Answered[]> {
  const document = await call(stage.url, { path: '/api/openapi.json' })
  const paths = Object.entries(document.body.paths as Record<string, Record<string, unknown>>)
  const operations = paths.flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  )
  expect(operations.length).toBeGreaterThan(10)
  const answers: Answered[] = []
  for (const { method, path } of operations) {
    // Cancelling is the sender's right and gives no access. It would only hide the result of the other attempts.
    if (method === 'DELETE' && path.includes('/notifications/')) continue
    for (const target of fill(path, loot)) {
      for (const credential of [{}, { key: stage.key }, { as: mallory }]) {
        for (const body of method === 'POST' ? bodies({ mallory, loot }) : [undefined]) {
          const sent = body === undefined ? {} : { body }
          answers.push(await call(stage.url, { method, path: target, ...credential, ...sent }))
        }
      }
    }
  }
  return answers
}

/** Fills the parameters of the path with each known value, without and with a query. */
function fill(path: string, loot: Attempt['loot']): string[] {
  const filled = [loot.token, loot.notificationId, loot.victim].map((value) =>
    path.replace(/\{\w+\}/g, value),
  )
  const query = `?applicationName=${STAGE_APPLICATION}`
  return [...new Set(filled)].flatMap((target) => [target, `${target}${query}`])
}

function bodies({ mallory, loot }: Attempt): object[] {
  const registration = { messageType: 'clientAppRegistrationReq', ApplicationName: STAGE_APPLICATION }
  return [
    { ...registration, aoiClientId: mallory.aoiClientId, tokenSeed: loot.token },
    { ...registration, aoiClientId: mallory.aoiClientId, clientAppToken: loot.token },
    { ...registration, aoiClientId: loot.victim },
    { messageType: 'aoiClientRegistrationReq', aoiClientId: loot.victim },
    { messageType: 'clientAppDeregistrationReq', aoiClientId: loot.victim, clientAppToken: loot.token },
  ]
}

/**
 * Sends every possible event in a session that claims the victim's cursors. Returns everything that the session
 * received about the token.
 */
async function tryEveryEvent(stage: Stage, { mallory, loot }: Attempt): Promise<unknown[]> {
  const { epoch } = stage.server.services.context.store
  const session = await stage.connect(mallory, { epoch, cursors: { [loot.token]: 0 } })
  const messages = [
    ...bodies({ mallory, loot }),
    {
      messageType: 'clientAppDeregistrationReq',
      aoiClientId: mallory.aoiClientId,
      clientAppToken: loot.token,
    },
    { messageType: 'notificationAck', acks: [[loot.token, 1]] },
    { clientAppToken: loot.token, cursors: { [loot.token]: 0 } },
    loot.token,
  ]
  for (const event of SOCKET_EVENTS) for (const message of messages) session.socket.emit(event, message)
  // The server answers in order, so this answer proves that all events above are done.
  await session.acknowledge([loot.token, 1])
  await stage.send({ clientAppToken: loot.token, payload: SECRET_PAYLOAD })
  await session.register(mallory, { ApplicationName: 'com.example.fence' })
  const registrations = session.all('aoiSession').flatMap((message) => message.registrations)
  const named = registrations.filter(({ clientAppToken }) => clientAppToken === loot.token)
  return [...session.steps(loot.token), ...named]
}

/** The victim is still the only member, keeps its acknowledgements, and gets the next notification. */
async function expectUnharmed(stage: Stage, victim: Awaited<ReturnType<Stage['member']>>): Promise<void> {
  const members = await stage.server.countMembers(victim.token)
  const sent = await stage.send({ clientAppToken: victim.token, payload: 'still there?' })
  const steps = await victim.connection.reach(victim.token, sent.seq)

  expect(members).toBe(1)
  expect(sent.recipients).toBe(1)
  expect(steps.at(-1)).toMatchObject({ seq: sent.seq, payload: 'still there?' })
  expect(victim.connection.all('aoiClosing')).toEqual([])
}
