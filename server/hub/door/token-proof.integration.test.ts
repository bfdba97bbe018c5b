import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TokenProofNonceRes } from '#protocol'
import { toBase64url } from '#protocol/base64url.ts'
import { deriveRegistrationKey } from '#protocol/token.ts'
import { signTokenProof } from '#protocol/token-proof.ts'
import { argon2id } from '#server/core/tokens/argon2id.ts'
import { AoiConnection } from '#server/testing/aoi-connection.ts'
import { registerClient } from '#server/testing/api-caller.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, 60_000)
afterAll(async () => server.stop())

describe('a session', () => {
  it('asks for a nonce and registers by proof for the seed’s token, without sending the seed', async () => {
    const applicationName = 'com.example.chat'
    const tokenSeed = 'a seed that no server sees'
    const [alice, bob] = [await registerClient(server.url), await registerClient(server.url)]
    const [hers, his] = [
      await AoiConnection.open(server.url, alice),
      await AoiConnection.open(server.url, bob),
    ]
    const { aoiClientId } = alice
    const request = { messageType: 'tokenProofNonceReq', aoiClientId }
    const issued = await hers.ask<TokenProofNonceRes>('tokenProofNonceReq', request)
    const nonce = issued.code === '200' ? issued.nonce : ''
    const key = await deriveRegistrationKey(argon2id, { applicationName, tokenSeed })
    const [origin, pkReg] = [server.url, toBase64url(key.pkReg)]
    const signature = signTokenProof(key.dReg, { nonce, origin, applicationName, aoiClientId })
    const proved = await hers.register(alice, { tokenProof: { origin, nonce, pkReg, signature } })
    const seeded = await his.register(bob, { tokenSeed })
    expect(proved.code).toBe('200')
    expect({ ...proved }).toEqual({ ...seeded })
    expect(await his.ask('tokenProofNonceReq', request)).toMatchObject({ code: '401' })
    hers.close()
    his.close()
  })
})
