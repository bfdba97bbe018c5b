import { expect, test } from 'vitest'
import { gatherNotifications, type ShownNotification } from './gather-notifications.ts'
import { readContent } from './message-content.ts'
import { notificationOf, type SystemNotification } from './system-notification.ts'

const GROUP = { token: 'g1a', name: 'Door' }

const message = (id: string, notification: object = {}, group = GROUP) =>
  notificationOf(
    {
      id,
      content: readContent(JSON.stringify({ web_push: 8030, notification: { title: id, ...notification } })),
    },
    { group, fallback: 'A new message' },
  )

/** The screen of a device, with the notifications that it shows after each message. */
function screen() {
  const shown = new Map<string, ShownNotification & { title: string; body: string | undefined }>()
  return {
    show: ({ title, options }: SystemNotification) => {
      const { requireInteraction = false, tag, data, body } = options
      shown.set(tag, { title, body, tag, data, requireInteraction })
    },
    receive(incoming: SystemNotification) {
      const { notification, closes } = gatherNotifications(incoming, {
        ...{ group: GROUP, shown: [...shown.values()] },
        several: (name, count) => `${name}: ${count} new`,
      })
      this.show(notification)
      for (const tag of closes) shown.delete(tag)
    },
    get titles() {
      return [...shown.values()].map(({ title }) => title)
    },
    get all() {
      return [...shown.values()]
    },
  }
}

test('Two messages ring each by itself, and the third makes one notification with their number', () => {
  const device = screen()
  device.receive(message('one'))
  device.receive(message('two'))
  expect(device.titles).toEqual(['one', 'two'])
  device.receive(message('three'))
  device.receive(message('four'))
  expect(device.all).toMatchObject([{ title: 'Door: 4 new', body: 'four' }])
  expect(device.all[0]?.data?.ids).toEqual(['one', 'two', 'three', 'four'])
})

test('A message that comes again is not counted again', () => {
  const device = screen()
  for (const id of ['one', 'two', 'three', 'three']) device.receive(message(id))
  expect(device.titles).toEqual(['Door: 3 new'])
})

test('A message that takes the place of another one by its tag does not count twice', () => {
  const device = screen()
  for (const id of ['one', 'two', 'three']) device.receive(message(id, { tag: 'alarm' }))
  expect(device.titles).toEqual(['three'])
})

test('Messages of other groups, and those that ask for an answer, stay by themselves', () => {
  const device = screen()
  device.show(message('other', {}, { token: 'g1b', name: 'Cellar' }))
  device.receive(message('urgent', { requireInteraction: true }))
  for (const id of ['one', 'two', 'three']) device.receive(message(id))
  expect(device.titles).toEqual(['other', 'urgent', 'Door: 3 new'])
})

test('The number rings, unless the latest message is silent', () => {
  const shown = ['one', 'two'].map((id) => ({ ...message(id).options, requireInteraction: false }))
  const gathered = (incoming: SystemNotification) =>
    gatherNotifications(incoming, { group: GROUP, shown, several: (_, count) => count }).notification.options
  expect(gathered(message('three'))).toMatchObject({ renotify: true })
  expect(gathered(message('three')).silent).toBeUndefined()
  expect(gathered(message('three', { silent: true }))).toMatchObject({ silent: true })
})
