import { expect, test } from 'vitest'
import { acceptMessage, readMessage, readRefusal } from '#server/testing/hook-requests.ts'
import { alertmanager } from './alertmanager.ts'

const alert = (status: string, instance: string, severity = 'critical') => ({
  status,
  labels: { alertname: 'ProbeFailure', instance, severity },
  annotations: { summary: `${instance} is down`, description: `No answer for 5m. Job: http` },
  startsAt: '2023-02-06T13:08:45.828Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus.example:9090/graph?g0.expr=probe_success',
  fingerprint: '1a30ba71cca2921f',
})

const group = (alerts: object[], rest: object = {}) => ({
  receiver: 'aoi',
  status: 'firing',
  alerts,
  groupLabels: { alertname: 'ProbeFailure' },
  commonLabels: { alertname: 'ProbeFailure' },
  commonAnnotations: { runbook_url: 'https://runbooks.example/probe' },
  externalURL: 'http://alertmanager.example:9093',
  version: '4',
  groupKey: '{}/{severity="critical"}:{alertname="ProbeFailure"}',
  truncatedAlerts: 0,
  ...rest,
})

test('a group is one notification, with a line for each alert, firing alerts first', () => {
  const body = group([alert('resolved', 'b'), alert('firing', 'a'), alert('firing', 'c')])
  const message = readMessage(alertmanager, { body })
  expect(message).toEqual({
    display: {
      title: 'ProbeFailure: 2 firing, 1 resolved',
      body: [
        'a is down – No answer for 5m. Job: http',
        'c is down – No answer for 5m. Job: http',
        'Resolved: b is down – No answer for 5m. Job: http',
      ].join('\n'),
      navigate: 'http://alertmanager.example:9093',
      tag: message.topic,
      actions: [{ action: 'runbook', title: 'Runbook', navigate: 'https://runbooks.example/probe' }],
    },
    urgency: 'high',
    topic: expect.stringMatching(/^[A-Za-z0-9_-]{32}$/),
  })
  expect(acceptMessage(alertmanager, message)).toMatchObject({ status: 200, body: { code: '200' } })
})

test('a resolved group replaces the firing one, silently', () => {
  const firing = readMessage(alertmanager, { body: group([alert('firing', 'a')]) })
  const resolved = readMessage(alertmanager, {
    body: group([alert('resolved', 'a')], { status: 'resolved' }),
  })
  expect(resolved.topic).toBe(firing.topic)
  expect(resolved.display).toMatchObject({
    title: 'ProbeFailure: 1 resolved',
    silent: true,
    tag: firing.topic,
  })
  expect(firing.display.silent).toBeUndefined()
})

test('another group has another topic', () => {
  const topic = (groupKey: string) =>
    readMessage(alertmanager, { body: group([alert('firing', 'a')], { groupKey }) }).topic
  expect(topic('{}:{a="1"}')).not.toBe(topic('{}:{a="2"}'))
})

test('alerts without room are counted, with those that Alertmanager left out', () => {
  const alerts = Array.from({ length: 100 }, (_, index) => alert('firing', `host-${index}`))
  const { display } = readMessage(alertmanager, { body: group(alerts, { truncatedAlerts: 7 }) })
  const lines = (display.body ?? '').split('\n')
  expect(display.title).toBe('ProbeFailure: 100 firing')
  expect(lines.length).toBeGreaterThan(30)
  expect(lines.at(-1)).toBe(`and ${100 - (lines.length - 1) + 7} more`)
})

test('a long description ends with an ellipsis instead of losing the alert', () => {
  const long = { ...alert('firing', 'a'), annotations: { description: '🔥'.repeat(20_000) } }
  const { display } = readMessage(alertmanager, { body: group([long, alert('firing', 'b')]) })
  expect(display.body).toMatch(/^🔥{499}…\n/u)
  expect(display.body).toContain('b is down')
})

test('alerts without annotations show their labels', () => {
  const bare = { status: 'firing', labels: { alertname: 'A', 'k8s.pod': 'web-1', severity: 'info' } }
  const { display, urgency } = readMessage(alertmanager, { body: group([bare]) })
  expect(display.body).toBe('k8s.pod=web-1')
  expect(urgency).toBe('low')
})

test('a group of several alert names names them', () => {
  const alerts = ['A', 'B', 'C', 'D'].map((alertname) => ({ status: 'firing', labels: { alertname } }))
  const { display } = readMessage(alertmanager, {
    body: group(alerts, { commonLabels: {}, groupLabels: {} }),
  })
  expect(display.title).toBe('A, B, C and 1 more: 4 firing')
})

test.each([[{}], [{ alerts: [] }], [{ alerts: 'x' }], [[]]])('%j is no group of alerts', (body) => {
  const error = readRefusal(alertmanager, { body })
  expect(error).toMatchObject({ code: 'invalid' })
  expect(alertmanager.refused(error)).toMatchObject({
    status: 400,
    body: { code: '400', desc: error.message },
  })
})
