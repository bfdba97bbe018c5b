import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { readMessage, readRefusal } from '#server/testing/hook-requests.ts'
import { grafana } from './grafana.ts'

const BODY = {
  receiver: 'My Super Webhook',
  status: 'firing',
  orgId: 1,
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'High memory usage', team: 'blue', zone: 'us-1' },
      annotations: { description: 'The system has high memory usage', summary: 'Triggered for zone us-1' },
      startsAt: '2021-10-12T09:51:03.157076+02:00',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://play.grafana.org/alerting/1afz29v7z/edit',
      fingerprint: 'c6eadffa33fcdf37',
      silenceURL: 'https://play.grafana.org/alerting/silence/new?alertmanager=grafana',
      dashboardURL: '',
      panelURL: 'https://play.grafana.org/d/1?viewPanel=2',
      values: { B: 44.23943737541908, C: 1 },
    },
  ],
  groupLabels: {},
  commonLabels: { team: 'blue' },
  commonAnnotations: {},
  externalURL: 'https://play.grafana.org/',
  version: '1',
  groupKey: '{}:{}',
  truncatedAlerts: 0,
  title: '[FIRING:1]  (blue)',
  state: 'alerting',
  message: '**Firing**\n\nLabels:\n - alertname = High memory usage\n',
}
const SECRET = 'hmac-secret'

test('the example of Grafana becomes a notification that opens the panel', () => {
  expect(readMessage(grafana, { body: BODY })).toMatchObject({
    display: {
      title: 'High memory usage: 1 firing',
      body: 'Triggered for zone us-1 – The system has high memory usage',
      navigate: 'https://play.grafana.org/d/1?viewPanel=2',
    },
    topic: expect.stringMatching(/^[A-Za-z0-9_-]{32}$/),
  })
})

test('without a panel, a click opens the rule', () => {
  const alerts = [{ ...BODY.alerts[0], panelURL: '' }]
  const { display } = readMessage(grafana, { body: { ...BODY, alerts } })
  expect(display.navigate).toBe('https://play.grafana.org/alerting/1afz29v7z/edit')
})

test('title and message of the own template of a contact point are kept', () => {
  const { display } = readMessage(grafana, { body: { ...BODY, title: 'Memory!', message: 'Look\nnow' } })
  expect(display).toMatchObject({ title: 'Memory!', body: 'Look\nnow' })
})

test('a resolved group is silent', () => {
  const alerts = [{ ...BODY.alerts[0], status: 'resolved' }]
  const { display } = readMessage(grafana, { body: { ...BODY, status: 'resolved', alerts } })
  expect(display).toMatchObject({ title: 'High memory usage: 1 resolved', silent: true })
})

test('an early Grafana without a list of alerts is read as well', () => {
  const body = {
    title: '[Alerting] Test',
    message: 'Somebody tests',
    ruleUrl: 'https://g.example/',
    state: 'alerting',
  }
  expect(readMessage(grafana, { body }).display).toEqual({
    title: '[Alerting] Test',
    body: 'Somebody tests',
    navigate: 'https://g.example/',
  })
})

test('with a signing secret, only a signed request is read', () => {
  const text = JSON.stringify(BODY)
  const sign = (data: string) => createHmac('sha256', SECRET).update(data).digest('hex')
  const read = (headers: Record<string, string>) =>
    readMessage(grafana, { body: text, headers }, { signingSecret: SECRET }).display.title
  const timestamp = '1719397800'
  expect(read({ 'X-Grafana-Alerting-Signature': sign(text) })).toContain('High memory usage')
  expect(
    read({
      'X-Grafana-Alerting-Signature': sign(`${timestamp}:${text}`),
      'X-Grafana-Alerting-Timestamp': timestamp,
    }),
  ).toContain('High memory usage')
  for (const headers of [
    {},
    { 'X-Grafana-Alerting-Signature': sign(`${text} `) },
    { 'X-Grafana-Alerting-Signature': sign(text), 'X-Grafana-Alerting-Timestamp': timestamp },
    { 'X-Grafana-Alerting-Signature': 'sha256=' },
  ]) {
    const error = readRefusal(grafana, { body: text, headers }, { signingSecret: SECRET })
    expect(error).toMatchObject({ code: 'unauthorized', message: expect.stringContaining('Signature') })
  }
})
