import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { openRouterStateCheck } from './router-state.ts'

const check = await openRouterStateCheck()
const checked = (header: string | undefined) =>
  check({
    headers: header === undefined ? {} : { 'next-router-state-tree': header },
  } as unknown as IncomingMessage)
const encoded = (state: unknown) => encodeURIComponent(JSON.stringify(state))

test.each([
  ['no header', undefined],
  ['an empty tree', encoded(['', {}])],
  [
    'a page',
    encoded([
      '',
      { children: ['(dashboard)', { children: ['tokens', {}] }, null, 'refetch'] },
      null,
      null,
      1,
    ]),
  ],
  ['a parameter', encoded(['', { children: [['id', 'x', 'd', null], {}] }])],
])('the state of the router may be %s', (_, header) => {
  expect(checked(header)).toBeUndefined()
})

test.each([
  ['no JSON', 'garbage'],
  ['no percent-encoding', '%zz'],
  ['cut off', '%5B'.repeat(3000)],
  ['no tree', encoded([])],
  ['a tree of numbers', encoded([1, { children: 2 }])],
  ['too long', encoded(['', { children: ['x'.repeat(50_000), {}] }])],
  ['sent twice', `${encoded(['', {}])}, ${encoded(['', {}])}`],
])('a state of the router is refused that is %s', (_, header) => {
  expect(checked(header)).toMatch(/^Next-Router-State-Tree: must be/)
})
