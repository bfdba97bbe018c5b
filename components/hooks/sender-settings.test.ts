import { expect, test } from 'vitest'
import { HOOK_SHAPES } from '#protocol/hook-shapes.ts'
import { settingsOf } from './sender-settings.ts'
import { SENDERS, sendersOf } from './senders.ts'

const address = `aoi_in_${'a'.repeat(16)}_${'b'.repeat(40)}`
const place = { address, url: `https://push.example.com/base/in/${address}`, signingSecret: 'sign-with-me' }

test.each(SENDERS)(
  'the settings of $id contain the address, and the secret where the product signs',
  (sender) => {
    const { settings } = settingsOf(sender, place)
    const values = settings.map(({ value }) => value).join('\n')
    expect(values).toContain(address)
    expect(values).toContain('push.example.com/base')
    expect(values).not.toContain('undefined')
    if (sender.signed === true) expect(values).toContain('sign-with-me')
    const { signingSecret: _, ...unsigned } = place
    expect(JSON.stringify(settingsOf(sender, unsigned))).not.toContain('sign-with-me')
  },
)

test('every shape has a sender', () => {
  for (const shape of HOOK_SHAPES) expect(sendersOf(shape).length, shape).toBeGreaterThan(0)
})

test('Apprise gets its own scheme, and a server with a base path stays whole', () => {
  const apprise = SENDERS.find(({ id }) => id === 'apprise')
  expect(apprise && settingsOf(apprise, place).settings[0]?.value).toContain(
    `"ntfys://push.example.com/base/${address}"`,
  )
})
