import { expect, test } from 'vitest'
import { readContent } from './message-content.ts'
import { notificationOf, targetOf } from './system-notification.ts'

const group = { token: 'g1a', name: 'Door' }
const shown = (notification: unknown) =>
  notificationOf(
    { id: 'n', content: readContent(JSON.stringify({ web_push: 8030, notification })) },
    { group, fallback: 'A new message' },
  )

test('A display payload rings with its title, text and actions', () => {
  const { title, options } = shown({
    ...{ title: 'Open', body: 'since 5 min', silent: true, lang: 'en', navigate: 'https://example.com/door' },
    actions: [
      { action: 'x', title: 'Log', navigate: 'https://example.com/log' },
      { action: 'x', title: 'Ignore', navigate: 'javascript:alert(1)' },
    ],
  })
  expect(title).toBe('Open')
  expect(options.data.ids).toEqual(['n'])
  expect(options).toMatchObject({ body: 'since 5 min', silent: true, lang: 'en', tag: 'n' })
  expect(options.actions.map(({ title: label }) => label)).toEqual(['Log', 'Ignore'])
  const { data } = options
  expect(['', '0', '1'].map((action) => targetOf(data, action))).toEqual([
    'https://example.com/door',
    'https://example.com/log',
    'https://example.com/door',
  ])
})

test('A later message with the same tag takes the place of the earlier one of its group', () => {
  expect(shown({ title: 'x', tag: 'alarm' }).options.tag).toBe('g1a alarm')
})

test('Other messages ring with the name of their group', () => {
  const ring = (text: string | null) =>
    notificationOf({ id: 'n', content: readContent(text) }, { group, fallback: 'A new message' })
  expect(ring('{"text":"hello"}')).toMatchObject({ title: 'Door', options: { body: 'hello' } })
  expect(ring(null)).toMatchObject({ title: 'Door', options: { body: 'A new message' } })
})
