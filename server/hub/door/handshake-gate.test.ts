import { expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { makeLocalLimiter } from '#server/ops/local-limiter.ts'
import { HandshakeGate } from './handshake-gate.ts'

const ADDRESS = '192.0.2.1'
const BUSY = 'too many AOI Clients connect at once'

it('refuses further handshakes while the maximum is running, and does not count them against the address', async () => {
  const gate = new HandshakeGate({ isDraining: () => false, makeLimiter: makeLocalLimiter })
  const { begun, end } = work()
  const connecting = Array.from({ length: LIMITS.handshakesAtOnce }, (_, index) =>
    gate.pass(`198.51.100.${index}`, () => begun),
  )
  for (let count = 0; count < LIMITS.handshakesPerAddressPerMinute; count += 1)
    await expect(gate.pass(ADDRESS, async () => 'in')).rejects.toThrow(BUSY)
  end()
  await Promise.all(connecting)
  await expect(gate.pass(ADDRESS, async () => 'in')).resolves.toBe('in')
})

it('admits handshakes again once others have ended, up to the limit of each address', async () => {
  const gate = new HandshakeGate({ isDraining: () => false, makeLimiter: makeLocalLimiter })
  for (let count = 0; count < LIMITS.handshakesPerAddressPerMinute; count += 1)
    expect(await gate.pass(ADDRESS, async () => count)).toBe(count)
  await expect(gate.pass(ADDRESS, async () => 'in')).rejects.toThrow('too many handshakes from this address')
  await expect(gate.pass('192.0.2.2', async () => 'in')).resolves.toBe('in')
})

/** Work that lasts until `end` is called. */
function work(): { begun: Promise<void>; end: () => void } {
  let end = () => {}
  const begun = new Promise<void>((resolve) => {
    end = resolve
  })
  return { begun, end: () => end() }
}
