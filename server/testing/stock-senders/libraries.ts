import { randomUUID } from 'node:crypto'
import { sign } from '@octokit/webhooks-methods'
import { CloudEvent, emitterFor, httpTransport, Mode } from 'cloudevents'
import { GotifyClient } from 'gotify-client'
import { NtfyClient } from 'ntfy'
import Pushover from 'pushover-notifications'
import { call } from '../api-caller.ts'
import { BACKUP, type StockSenders, type Target } from './stock-sender.ts'

const OPENED = {
  action: 'opened',
  repository: { full_name: 'octo/hello', html_url: 'https://github.com/octo/hello' },
  sender: { login: 'octocat' },
  issue: { number: 7, title: 'It fails', html_url: 'https://github.com/octo/hello/issues/7' },
}

/** Emits an event by the SDK of CloudEvents. */
function emit({ url, address }: Target, mode: Mode): Promise<unknown> {
  const event = new CloudEvent({ type: 'Backup', source: '/jobs/7', data: { state: 'done' } })
  return emitterFor(httpTransport(`${url}/in/${address}`), { mode })(event)
}

/** Clients from npm, unchanged. */
export const LIBRARIES: StockSenders = {
  'the npm client of ntfy': {
    shape: 'ntfy',
    send: ({ url, address }) =>
      new NtfyClient({ server: url }).publish({ topic: address, title: 'Backup', message: 'done' }),
    expected: BACKUP,
  },
  'the npm client of Gotify': {
    shape: 'gotify',
    send: ({ url, address }) =>
      new GotifyClient(url, { app: address }).message.createMessage({
        ...{ title: 'Backup', message: 'done', priority: 5 },
      }),
    expected: BACKUP,
  },
  'the npm client of Pushover': {
    shape: 'pushover',
    send: ({ url, address }) => {
      const { hostname, port } = new URL(url)
      // Its way to another host is a proxy.
      const httpOptions = { proxy: url, hostname, port }
      return new Promise((resolve, reject) => {
        const onerror = (text: string) => reject(new Error(text))
        const client = new Pushover({ user: 'u', token: address, httpOptions, onerror })
        client.send({ title: 'Backup', message: 'done' }, (error, answer) =>
          error === undefined ? resolve(answer) : reject(error),
        )
      })
    },
    expected: BACKUP,
  },
  'a webhook that Octokit signs': {
    ...{ shape: 'github', signed: true },
    send: async ({ url, address, signingSecret }) => {
      const raw = JSON.stringify(OPENED)
      const headers = {
        ...{ 'content-type': 'application/json', 'x-github-event': 'issues' },
        ...{ 'x-github-delivery': randomUUID(), 'x-hub-signature-256': await sign(signingSecret, raw) },
      }
      return call(url, { path: `/in/${address}`, raw, headers })
    },
    expected: { title: 'octo/hello', body: 'octocat opened issue #7: It fails' },
  },
  'the SDK of CloudEvents in the binary mode': {
    shape: 'cloudevents',
    send: (target) => emit(target, Mode.BINARY),
    expected: { title: 'Backup', body: '{"state":"done"}' },
  },
  'the SDK of CloudEvents in the structured mode': {
    shape: 'cloudevents',
    send: (target) => emit(target, Mode.STRUCTURED),
    expected: { title: 'Backup', body: '{"state":"done"}' },
  },
}
