import { expect, it } from 'vitest'
import { APPLICATION, assembleCast } from './cast.ts'
import { DATABASES } from './databases.ts'
import { expectDelivered } from './expect-delivered.ts'

it('two independent servers derive the same token from one seed, and each serves its own members', async () => {
  const registered = { applicationName: APPLICATION, tokenSeed: 'the seed that knows no provider' }
  const tokens = await Promise.all(
    DATABASES.map(async ({ database, create }) => {
      const cast = await assembleCast({ create, receivers: 1 })
      const { receivers, sender } = cast
      const [receiver] = receivers
      if (receiver === undefined) throw new Error('nobody is there')
      const { token } = await receiver.join(registered)
      await Promise.all(Array.from({ length: 5 }, (_, payload) => sender.send(token, payload)))
      await expectDelivered({ accepted: sender.accepted, receivers, sender })
      return { database, token }
    }),
  )
  expect(new Set(tokens.map(({ token }) => token))).toHaveLength(1)
})
