import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { toBase64url } from '#protocol/base64url.ts'
import { deriveRegistrationKey, type RegistrationKey } from '#protocol/token.ts'
import { signTokenProof } from '#protocol/token-proof.ts'
import { TokenProofs } from '#server/core/registrations/token-proofs.ts'
import { argon2id } from '#server/core/tokens/argon2id.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { makeVapidSender } from '#server/testing/vapid-sender.ts'

const SEED = 'a seed that no server sees'
const ApplicationName = 'com.example.chat'
type Client = { aoiClientId: string; aoiClientSecret: string }

let door: BareDoor
let key: RegistrationKey
let alice: Client
beforeAll(async () => {
  door = await openBareDoor()
  alice = await registerClient(door.url)
  key = await deriveRegistrationKey(argon2id, { applicationName: ApplicationName, tokenSeed: SEED })
}, 60_000)
afterAll(async () => door.close())

describe('a registration by tokenProof', () => {
  it('returns the same token as the seed, without the seed', async () => {
    const seeded = await registerApp(door.url, { as: await registerClient(door.url), tokenSeed: SEED })
    const { status, body } = await register(alice, { tokenProof: await prove(alice) })
    expect([status, body.clientAppToken]).toEqual([200, seeded])
    const listed = await door.services.context.store.findToken(seeded)
    expect(listed).toMatchObject({ kind: 'shared', members: 2 })
  })

  it('is bound to the VAPID key that it names', async () => {
    const vapidKey = makeVapidSender().publicKey
    const bound = await register(alice, { vapidKey, tokenProof: await prove(alice, { vapidKey }) })
    const seeded = await register(alice, { vapidKey, tokenSeed: SEED })
    expect([bound.status, bound.body.clientAppToken]).toEqual([200, seeded.body.clientAppToken])
    expect((await register(alice, { vapidKey, tokenProof: await prove(alice) })).status).toBe(400)
    const off = `B${'A'.repeat(86)}`
    expect((await register(alice, { vapidKey: off, tokenProof: await prove(alice) })).status).toBe(400)
  })

  it('succeeds once, for the AOI Client that asked for the nonce, at this server, with the signed elements', async () => {
    const proof = await prove(alice)
    expect((await register(alice, { tokenProof: proof })).status).toBe(200)
    const bob = await registerClient(door.url)
    const refused = [
      [alice, proof, /nonce/],
      [alice, { ...(await prove(alice)), nonce: 'A'.repeat(22) }, /nonce/],
      [bob, await prove(alice), /nonce/],
      [alice, await prove(alice, { aoiClientId: bob.aoiClientId }), /signature/],
      [alice, await prove(alice, { applicationName: 'com.example.other' }), /signature/],
      [alice, await prove(alice, { origin: 'https://elsewhere.example' }), /origin/],
      [alice, { ...(await prove(alice)), pkReg: makeVapidSender().publicKey }, /signature/],
      [alice, { ...(await prove(alice)), pkReg: `B${'A'.repeat(86)}` }, /pkReg/],
      [alice, { ...(await prove(alice)), signature: 'A'.repeat(86) }, /signature/],
    ] as const
    for (const [as, tokenProof, why] of refused) {
      const { status, body } = await register(as, { tokenProof })
      expect([status, body.desc]).toEqual([400, expect.stringMatching(why)])
    }
  })

  it('refuses a seed beside the proof, and gives a nonce only to AOI Clients', async () => {
    expect((await register(alice, { tokenSeed: SEED, tokenProof: await prove(alice) })).status).toBe(400)
    const body = { messageType: 'tokenProofNonceReq', aoiClientId: alice.aoiClientId }
    const path = '/api/v1/token-proof-nonces'
    expect((await call(door.url, { path, body })).status).toBe(401)
    expect((await call(door.url, { path, body, as: await registerClient(door.url) })).status).toBe(401)
  })
})

describe('the nonces', () => {
  const about = { aoiClientId: 'ac_a', applicationName: ApplicationName }

  it('end after a minute, and each belongs to one AOI Client', async () => {
    const clock = new TestClock()
    const { store } = door.services.context
    const proofs = new TokenProofs({ store, clock })
    const take = async (nonce: string, by: string) =>
      proofs.take({ origin: door.url, nonce, pkReg: 'x', signature: 'x' }, { ...about, aoiClientId: by })
    const issue = async () => (await proofs.issue('ac_a')).nonce
    await expect(take(await issue(), 'ac_a')).rejects.toThrow('pkReg')
    await expect(take(await issue(), 'ac_b')).rejects.toThrow('nonce')
    const nonce = await issue()
    clock.advance(LIMITS.tokenProofNonceSeconds * 1000)
    await expect(take(nonce, 'ac_a')).rejects.toThrow('nonce')
  })

  it('of one AOI Client are limited in number: a new one replaces the oldest', async () => {
    const tokenProof = await prove(alice)
    for (let n = 0; n < LIMITS.tokenProofNoncesPerClient; n += 1) await prove(alice)
    const { status, body } = await register(alice, { tokenProof })
    expect([status, body.desc]).toEqual([400, expect.stringMatching(/nonce/)])
  })
})

function register(as: Client, elements: object) {
  const body = {
    messageType: 'clientAppRegistrationReq',
    aoiClientId: as.aoiClientId,
    ApplicationName,
    ...elements,
  }
  return call(door.url, { path: '/api/v1/client-app-registrations', as, body })
}

/** Makes a proof by the seed's key. Elements of `given` replace the right ones. */
async function prove(as: Client, given: object = {}) {
  const body = { messageType: 'tokenProofNonceReq', aoiClientId: as.aoiClientId }
  const { body: issued } = await call(door.url, { path: '/api/v1/token-proof-nonces', as, body })
  const [nonce, pkReg] = [String(issued.nonce), toBase64url(key.pkReg)]
  const right = {
    nonce,
    origin: door.url,
    applicationName: ApplicationName,
    aoiClientId: as.aoiClientId,
    pkReg,
  }
  const statement = { ...right, ...given }
  return { origin: statement.origin, nonce, pkReg, signature: signTokenProof(key.dReg, statement) }
}
