import { expect, it, vi } from 'vitest'
import type { ClientAppRegistration } from '#client'
import { tokensSchema } from '#protocol'
import { call } from '../api-caller.ts'
import { APPLICATION, assembleCast } from './cast.ts'

const WAIT = { timeout: 30_000, interval: 20 }

it('two instances of one AOI Client share one registration, which ends with the last of them', async () => {
  const cast = await assembleCast({ receivers: 2 })
  const { server } = cast
  const [ada, bob] = cast.receivers
  if (ada === undefined || bob === undefined) throw new Error('nobody is there')
  const key = await server.createKey(APPLICATION)
  const join = async (receiver: typeof ada, instance: string) => {
    const registered = {
      applicationName: APPLICATION,
      tokenSeed: 'the seed of both',
      instance,
      timeoutMs: 10_000,
    }
    return takeNotes(await receiver.client.register(registered))
  }
  const first = await join(ada, 'first')
  const last = await join(ada, 'last')
  const other = await join(bob, 'other')
  const { token } = other.registration
  expect([first.registration.token, last.registration.token]).toEqual([token, token])

  const send = async (payload: string) => {
    const body = { messageType: 'notificationReq', clientAppToken: token, payload }
    return (await call(server.url, { path: '/api/v1/notifications', key, body })).body.recipients
  }
  const countMembers = async () => {
    const { body } = await call(server.url, { path: `/api/v1/tokens?applicationName=${APPLICATION}`, key })
    return tokensSchema.parse(body).tokens.find(({ clientAppToken }) => clientAppToken === token)?.members
  }

  expect(await countMembers()).toBe(2)
  expect(await send('to all')).toBe(2)
  await vi.waitFor(
    () => expect([first.got, last.got, other.got]).toEqual([['to all'], ['to all'], ['to all']]),
    WAIT,
  )

  await first.registration.unregister()
  expect(await countMembers()).toBe(2)
  expect(await send('to the last')).toBe(2)
  await vi.waitFor(
    () => expect([last.got, other.got].map((got) => got.at(-1))).toEqual(['to the last', 'to the last']),
    WAIT,
  )

  await last.registration.unregister()
  expect(await countMembers()).toBe(1)
  expect(await send('to the other')).toBe(1)
  await vi.waitFor(() => expect(other.got).toEqual(['to all', 'to the last', 'to the other']), WAIT)
  expect(first.got).toEqual(['to all'])
  expect(last.got).toEqual(['to all', 'to the last'])
})

function takeNotes(registration: ClientAppRegistration): {
  registration: ClientAppRegistration
  got: unknown[]
} {
  const got: unknown[] = []
  registration.onNotification((notification) => {
    got.push('payload' in notification ? notification.payload : notification.data)
  })
  return { registration, got }
}
