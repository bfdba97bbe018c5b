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
  it('gives the token that the seed gives, without the seed', async () => {
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

  it('holds once, for the AOI Client that asked, at this server and for what was signed', async () => {
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

  it('does not go together with a seed, and its nonce is for AOI Clients alone', async () => {
    expect((await register(alice, { tokenSeed: SEED, tokenProof: await prove(alice) })).status).toBe(400)
    const body = { messageType: 'tokenProofNonceReq', aoiClientId: alice.aoiClientId }
    const path = '/api/v1/token-proof-nonces'
    expect((await call(door.url, { path, body })).status).toBe(401)
    expect((await call(door.url, { path, body, as: await registerClient(door.url) })).status).toBe(401)
  })
})

describe('the nonces', () => {
  const about = { aoiClientId: 'ac_a', applicationName: ApplicationName }
  const isKnown = (proofs: TokenProofs, { nonce, by }: { nonce: string; by: string }): boolean => {
    const proof = { origin: 'https://a.example', nonce, pkReg: 'x', signature: 'x' }
    const take = () => proofs.take(proof, { ...about, aoiClientId: by })
    try {
      take()
      return true
    } catch (error) {
      return !String(error).includes('nonce')
    }
  }

  it('end after a minute', () => {
    const clock = new TestClock()
    const proofs = new TokenProofs(clock)
    const { nonce } = proofs.issue('ac_a')
    clock.advance(LIMITS.tokenProofNonceSeconds * 1000)
    expect(isKnown(proofs, { nonce, by: 'ac_a' })).toBe(false)
  })

  it('of one AOI Client are so many at most, and push out nobody else’s', () => {
    const proofs = new TokenProofs(new TestClock())
    const other = proofs.issue('ac_b')
    const nonces = Array.from(
      { length: LIMITS.tokenProofNoncesPerClient + 1 },
      () => proofs.issue('ac_a').nonce,
    )
    const known = nonces.map((nonce) => isKnown(proofs, { nonce, by: 'ac_a' }))
    expect(known.indexOf(true)).toBe(1)
    expect(isKnown(proofs, { nonce: other.nonce, by: 'ac_b' })).toBe(true)
  })

  it('of all are so many at most', () => {
    const proofs = new TokenProofs(new TestClock())
    const { nonce } = proofs.issue('ac_first')
    for (let n = 0; n < LIMITS.tokenProofNoncesKept; n += 1) proofs.issue(`ac_${n}`)
    expect(isKnown(proofs, { nonce, by: 'ac_first' })).toBe(false)
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

/** A proof by the seed's key, over what is given or else over what is right. */
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
