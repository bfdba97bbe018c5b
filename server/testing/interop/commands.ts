import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Sending, Sent } from './sending.ts'
import { SUBJECT, TTL_SECONDS } from './sending.ts'

const run = promisify(execFile)

type Command = {
  /** Rejects where the command cannot run on this machine. */
  probe: () => Promise<unknown>
  /** The command cannot sign, so that it can send only to tokens that are open to everybody. */
  isUnsigned: boolean
  send: (sending: Sending, certificatePath: string) => Promise<Sent>
}

/** Debian's Python, for which the distribution has python3-cryptography. Others on the path may lack it. */
const PYTHON = '/usr/bin/python3'
const WEB_PUSH_COMMAND = join(dirname(createRequire(import.meta.url).resolve('web-push')), 'cli.js')
const PYTHON_SENDER = fileURLToPath(new URL('./send_push.py', import.meta.url))

/** Senders that are programs. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  'web-push send-notification': {
    probe: async () => undefined,
    isUnsigned: false,
    send: async ({ subscription, vapidKeys, message }, certificatePath) => {
      const { endpoint, keys } = subscription
      await run(
        process.execPath,
        [
          ...[WEB_PUSH_COMMAND, 'send-notification', `--endpoint=${endpoint}`, `--ttl=${TTL_SECONDS}`],
          ...[`--key=${keys.p256dh}`, `--auth=${keys.auth}`, `--payload=${JSON.stringify(message)}`],
          ...[`--vapid-subject=${SUBJECT}`, `--vapid-pubkey=${vapidKeys.publicKey}`],
          ...[`--vapid-pvtkey=${vapidKeys.privateKey}`, '--encoding=aes128gcm'],
        ],
        { env: { ...process.env, NODE_EXTRA_CA_CERTS: certificatePath } },
      )
      return {}
    },
  },
  'Python, standard library and python3-cryptography': {
    probe: () => run(PYTHON, ['-c', 'import cryptography']),
    isUnsigned: false,
    send: async (sending, certificatePath) => {
      const order = { ...sending, subject: SUBJECT, ttl: TTL_SECONDS, certificatePath }
      const { stdout } = await run(PYTHON, [PYTHON_SENDER, JSON.stringify(order)])
      return JSON.parse(stdout) as Sent
    },
  },
  curl: {
    probe: () => run('curl', ['--version']),
    isUnsigned: true,
    send: async ({ subscription, message }, certificatePath) => {
      const { stdout } = await run('curl', [
        ...['--silent', '--show-error', '--cacert', certificatePath, '--output', '/dev/null'],
        ...['--write-out', '{"status":%{http_code},"location":"%header{location}","ttl":"%header{ttl}"}'],
        ...['--header', `TTL: ${TTL_SECONDS}`, '--data-raw', JSON.stringify(message), subscription.endpoint],
      ])
      const { status, ...headers } = JSON.parse(stdout) as { status: number; location: string; ttl: string }
      return { status, headers }
    },
  },
  'apprise json://': {
    probe: () => run('apprise', ['--version']),
    isUnsigned: true,
    send: async ({ subscription, message }, certificatePath) => {
      const url = `${subscription.endpoint.replace('https://', 'jsons://')}?+TTL=${TTL_SECONDS}`
      const env = { ...process.env, REQUESTS_CA_BUNDLE: certificatePath }
      await run('apprise', ['--title', message.title, '--body', message.body, url], { env })
      return {}
    },
  },
}
