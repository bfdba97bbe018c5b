import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { TestClock } from '#server/testing/test-clock.ts'
import { makeVapidSender } from '#server/testing/vapid-sender.ts'
import { VapidVerifier } from './vapid.ts'

const ORIGIN = 'https://push.example'

describe('VapidVerifier', () => {
  it('caches a limited number of verified JWTs, and refuses each after its expiry', async () => {
    const clock = new TestClock()
    const audience = () => ({ origins: [ORIGIN], ignorePort: undefined })
    const verifier = new VapidVerifier({ clock, audience, entries: 2 })
    const exp = clock.now() / 1000 + 3600
    const [first, ...others] = [1, 2, 3].map(() => makeVapidSender())
    if (first === undefined) throw new Error('there are three')
    const presented = { jwt: first.jwt({ aud: ORIGIN, exp }), publicKey: first.publicKey }
    expect(await verifier.verify(presented)).toMatchObject({ vapidKey: first.publicKey })
    await verifier.verify(presented)
    expect(verifier.remembered).toBe(1)
    for (const { publicKey, jwt } of others) {
      await verifier.verify({ jwt: jwt({ aud: ORIGIN, exp }), publicKey })
    }
    expect(verifier.remembered).toBe(2)
    await verifier.verify(presented)
    clock.advance((3600 + LIMITS.vapidLeewaySeconds) * 1000)
    await expect(verifier.verify(presented)).rejects.toMatchObject({ code: 'forbidden' })
  })
})
