import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { call } from '../api-caller.ts'
import { BACKUP, type StockSenders } from './stock-sender.ts'

const run = promisify(execFile)

const hasApprise = isInstalled('apprise')
if (!hasApprise)
  console.log('test: skipped, because apprise is missing (apt: apprise): its ntfy and Gotify senders')

/** Returns whether a program of the distribution is installed. */
export function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const curl = (...args: string[]) => run('curl', ['-fsS', ...args])

/** Programs, each with the command line that its manual shows. Only the host differs. */
export const COMMANDS: StockSenders = {
  'curl with a text': {
    shape: 'plain',
    send: ({ url, address }) => curl('-d', 'done', `${url}/in/${address}?title=Backup`),
    expected: BACKUP,
  },
  'curl to ntfy, as its manual shows': {
    shape: 'ntfy',
    send: ({ url, address }) =>
      curl('-H', 'Title: Backup', '-H', 'Tags: warning', '-d', 'done', `${url}/${address}`),
    expected: { body: 'done' },
  },
  'ntfy’s JSON to a readable topic': {
    shape: 'ntfy',
    alias: 'backups',
    send: ({ url, address }) =>
      call(url, {
        path: '/',
        headers: { authorization: `Bearer ${address}` },
        body: { topic: 'backups', ...{ title: 'Backup', message: 'done', priority: 4 } },
      }),
    expected: BACKUP,
  },
  'ntfy by GET': {
    shape: 'ntfy',
    send: ({ url, address }) => call(url, { path: `/${address}/publish?title=Backup&message=done` }),
    expected: BACKUP,
  },
  'apprise to ntfy': {
    shape: 'ntfy',
    isMissing: !hasApprise,
    send: ({ host, address }) => run('apprise', ['-t', 'Backup', '-b', 'done', `ntfy://${host}/${address}`]),
    expected: BACKUP,
  },
  'apprise to Gotify': {
    shape: 'gotify',
    isMissing: !hasApprise,
    send: ({ host, address }) =>
      run('apprise', ['-t', 'Backup', '-b', 'done', `gotify://${host}/${address}`]),
    expected: BACKUP,
  },
  'curl to Gotify, as its manual shows': {
    shape: 'gotify',
    send: ({ url, address }) =>
      curl(
        `${url}/message?token=${address}`,
        ...['-F', 'title=Backup', '-F', 'message=done', '-F', 'priority=5'],
      ),
    expected: BACKUP,
  },
  'curl to Pushover, as its manual shows': {
    shape: 'pushover',
    send: ({ url, address }) =>
      curl(
        ...['--form-string', `token=${address}`],
        ...['--form-string', 'user=uQiRzpo4DXghDmr9QzzfQu27cmVRsG'],
        ...['--form-string', 'title=Backup', '--form-string', 'message=done', `${url}/1/messages.json`],
      ),
    expected: BACKUP,
  },
}
