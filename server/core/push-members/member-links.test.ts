import { expect, test } from 'vitest'
import { MemberLinks } from './member-links.ts'

const epoch = { now: 'first' }
const links = new MemberLinks({ secret: () => 's'.repeat(32), epoch: () => epoch.now })
const delivery = { registrationId: 7, seq: 2 ** 40 }

test('a link leads to its registration and notification, in its own epoch alone', () => {
  const link = links.issue(delivery)
  expect(link).toMatch(/^[A-Za-z0-9_-]{35}$/)
  expect(links.read(link)).toEqual(delivery)
  epoch.now = 'second'
  expect(links.read(link)).toBeUndefined()
  epoch.now = 'first'
})

test('a link with one changed character leads nowhere, nor does another text', () => {
  const link = links.issue(delivery)
  const changed = [...link].map((character, place) =>
    [link.slice(0, place), character === 'A' ? 'B' : 'A', link.slice(place + 1)].join(''),
  )
  const other = new MemberLinks({ secret: () => 't'.repeat(32), epoch: () => epoch.now }).issue(delivery)
  for (const wrong of [...changed, other, '', `${link}A`, link.slice(1), 'ä'.repeat(35), ' '.repeat(35)])
    expect(links.read(wrong)).toBeUndefined()
})

test('the topic at the push service is the same for one notification or topic, and different for others', () => {
  const topics = [
    links.topicOf(1, { topic: undefined, seq: 1 }),
    links.topicOf(1, { topic: undefined, seq: 2 }),
    links.topicOf(2, { topic: undefined, seq: 1 }),
    links.topicOf(1, { topic: '1', seq: 1 }),
  ]
  expect(new Set(topics).size).toBe(4)
  for (const topic of topics) expect(topic).toMatch(/^[A-Za-z0-9_-]{1,32}$/)
  expect(links.topicOf(1, { topic: '1', seq: 9 })).toBe(topics[3])
})
