import { validate, version } from 'uuid'
import { expect, it } from 'vitest'
import { newNotificationId } from './new-notification-id.ts'

const AT = Date.UTC(2026, 10, 29)

it('is a UUIDv7 with the time of acceptance', () => {
  const id = newNotificationId(AT)
  expect(validate(id)).toBe(true)
  expect(version(id)).toBe(7)
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(AT)
})

it('ascends within one millisecond', () => {
  const ids = Array.from({ length: 1000 }, () => newNotificationId(AT))
  expect(ids).toEqual(ids.toSorted())
})

it('is given once, when the clock goes back too', () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => newNotificationId(AT + (index % 2)))
  expect(new Set(ids).size).toBe(ids.length)
})

it('shares no random digits with the id before it', () => {
  const ids = Array.from({ length: 1000 }, () => newNotificationId(AT))
  expect(new Set(ids.map((id) => id.slice(-11))).size).toBe(ids.length)
})
