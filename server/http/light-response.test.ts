import { expect, test } from 'vitest'
import { answer } from './answer.ts'
import { LightResponse } from './light-response.ts'

test('the adapter’s response replaces no global that other code uses', async () => {
  expect(LightResponse).not.toBe(Response)
  expect(Object.getPrototypeOf(LightResponse)).toBe(Response)
  const fetched = await fetch('data:,hello')
  expect(fetched).toBeInstanceOf(Response)
  expect(new Request('http://localhost/')).toBeInstanceOf(Request)
  expect(Object.getOwnPropertyNames(Request.prototype)).toContain('arrayBuffer')
})

test('a light response behaves like a Response for its readers', async () => {
  const answered = answer({ desc: 'über' }, { status: 201, headers: { 'retry-after': '1' } })
  expect(answered).toBeInstanceOf(LightResponse)
  expect(answered).toBeInstanceOf(Response)
  expect(answered.status).toBe(201)
  expect([...answered.headers]).toEqual([
    ['cache-control', 'no-store'],
    ['content-type', 'application/json'],
    ['retry-after', '1'],
    ['x-content-type-options', 'nosniff'],
  ])
  expect(await answered.json()).toEqual({ desc: 'über' })
})
