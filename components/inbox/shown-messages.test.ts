import { expect, test } from 'vitest'
import type { Group, Message } from './inbox-store.ts'
import type { MessageContent } from './message-content.ts'
import { byApplication, countUnread, shownMessages } from './shown-messages.ts'

const message = (seq: number, token: string, content: MessageContent): Message => ({
  ...{ id: `${token}-${seq}`, token, seq, sentAt: seq, receivedAt: seq, isRead: seq === 1, content },
})

const MESSAGES = [
  message(1, 'a', { title: 'Door open' }),
  message(2, 'b', { body: 'Backup DONE in the cellar' }),
  message(3, 'a', { title: 'Alarm', tag: 'alarm' }),
  message(4, 'b', { title: 'Alarm of another group', tag: 'alarm' }),
  message(5, 'a', { title: 'Alarm over', tag: 'alarm' }),
]

const ids = (asked: { token?: string; search?: string }) =>
  shownMessages(MESSAGES, { search: '', ...asked }).map(({ id }) => id)

test('Messages are shown newest first, and a later one replaces those with its tag in its group', () => {
  expect(ids({})).toEqual(['a-5', 'b-4', 'b-2', 'a-1'])
  expect(ids({ token: 'a' })).toEqual(['a-5', 'a-1'])
})

test('Pinned messages come first, and stay when a later one has their tag', () => {
  const pinned = MESSAGES.map((one) => (one.seq === 3 || one.seq === 1 ? { ...one, isPinned: true } : one))
  expect(shownMessages(pinned, { search: '' }).map(({ id }) => id)).toEqual([
    'a-3',
    'a-1',
    'a-5',
    'b-4',
    'b-2',
  ])
})

test('The search finds every word in titles and texts, in any case', () => {
  expect(ids({ search: '  done CELLAR ' })).toEqual(['b-2'])
  expect(ids({ search: 'alarm', token: 'b' })).toEqual(['b-4'])
  expect(ids({ search: 'door cellar' })).toEqual([])
})

test('Replaced and read messages do not count as unread', () => {
  expect(countUnread(MESSAGES)).toBe(3)
  expect(countUnread(MESSAGES, 'a')).toBe(1)
})

test('Groups are ordered by application and name', () => {
  const group = (applicationName: string, name: string): Group => ({
    ...{ token: name, name, applicationName, instance: '', joinedAt: 0, isMuted: false },
  })
  const groups = [group('mail', 'z'), group('door', 'b'), group('door', 'a')]
  const names = byApplication(groups).map(({ applicationName, groups: own }) => [
    applicationName,
    ...own.map(({ name }) => name),
  ])
  expect(names).toEqual([
    ['door', 'a', 'b'],
    ['mail', 'z'],
  ])
})
