import { expect, it } from 'vitest'
import { payloadTitle } from './payload-title.ts'

it.each([
  ['{"web_push":8030,"notification":{"title":"Door open","body":"Hall"}}', 'Door open'],
  ['{"title":" Build failed ","text":"main"}', 'Build failed'],
  ['{"title":7,"text":"rain"}', 'rain'],
  ['{"message":"disk full"}', 'disk full'],
  ['"hello"', 'hello'],
  ['{"temperature":3}', undefined],
  ['{"text":""}', undefined],
  ['[1,2]', undefined],
  ['null', undefined],
  ['q83vEjRWeJA', undefined],
  [JSON.stringify('x'.repeat(101)), `${'x'.repeat(100)}…`],
])('the title of the payload %s is %s', (payload, title) => {
  expect(payloadTitle(payload)).toBe(title)
})
