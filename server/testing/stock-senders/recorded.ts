import { createHmac } from 'node:crypto'
import { call } from '../api-caller.ts'
import type { StockSenders, Target } from './stock-sender.ts'

const post = ({ url, address }: Target, body: object, headers = {}) =>
  call(url, { path: `/in/${address}`, body, headers })

const GRAFANA = {
  receiver: 'AOI',
  status: 'firing',
  orgId: 1,
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'High memory usage', zone: 'us-1' },
      annotations: { summary: 'Triggered for zone us-1' },
      startsAt: '2026-10-12T09:51:03.157076+02:00',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://grafana.example/alerting/1/edit',
      fingerprint: 'c6eadffa33fcdf37',
      values: { B: 44.23943737541908 },
    },
  ],
  groupLabels: { alertname: 'High memory usage' },
  commonLabels: { alertname: 'High memory usage', zone: 'us-1' },
  commonAnnotations: {},
  externalURL: 'https://grafana.example/',
  version: '1',
  groupKey: '{}:{alertname="High memory usage"}',
  truncatedAlerts: 0,
  title: '[FIRING:1] High memory usage (us-1)',
  state: 'alerting',
  message: '**Firing**\n\nLabels:\n - alertname = High memory usage\n',
}

const UPTIME_KUMA = {
  heartbeat: { monitorID: 1, status: 0, time: '2026-10-12 09:51:03', msg: 'timeout', important: true },
  monitor: { id: 1, name: 'Web', url: 'https://web.example/', type: 'http', interval: 60 },
  msg: '[Web] [🔴 Down] timeout',
}

/** A request of Jellyseerr's webhook. */
export const JELLYSEERR = {
  notification_type: 'MEDIA_AVAILABLE',
  event: 'Movie Request Now Available',
  subject: 'Sintel (2010)',
  message: 'A wandering warrior finds an unlikely friend.',
  image: 'https://image.example/p.jpg',
  media: { media_type: 'movie', tmdbId: '45745', status: 'AVAILABLE' },
  request: { request_id: '1', requestedBy_username: 'anna' },
  extra: [],
}

/** Products that are not run here: the requests that they send, as their documents and sources give them. */
export const RECORDED: StockSenders = {
  'Grafana, signed (recorded)': {
    ...{ shape: 'grafana', signed: true },
    send: ({ url, address, signingSecret }) => {
      const raw = JSON.stringify(GRAFANA)
      const signature = createHmac('sha256', signingSecret).update(raw).digest('hex')
      const headers = { 'content-type': 'application/json', 'x-grafana-alerting-signature': signature }
      return call(url, { path: `/in/${address}`, raw, headers })
    },
    expected: { title: 'High memory usage: 1 firing', body: 'Triggered for zone us-1' },
  },
  'Uptime Kuma (recorded)': {
    shape: 'json',
    send: (target) => post(target, UPTIME_KUMA, { 'user-agent': 'axios/0.28.1' }),
    expected: { body: UPTIME_KUMA.msg },
  },
  'Home Assistant’s integration of ntfy (recorded)': {
    ...{ shape: 'ntfy', alias: 'home' },
    send: ({ url, address }) =>
      call(url, {
        path: '/',
        headers: { authorization: `Bearer ${address}`, 'user-agent': 'HomeAssistant aiontfy/0.5.3' },
        body: { topic: 'home', title: 'Washing machine', message: 'finished', priority: 3, tags: ['tada'] },
      }),
    expected: { title: '🎉 Washing machine', body: 'finished' },
  },
  'Jellyseerr (recorded)': {
    shape: 'json',
    send: (target) => post(target, JELLYSEERR),
    expected: { title: JELLYSEERR.subject, body: JELLYSEERR.message },
  },
}
