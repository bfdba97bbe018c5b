import { readUntil } from '#protocol/acked-until.ts'
import type { TemplateMessage } from '#protocol/dashboard/compose.ts'
import { readDisplay } from '#protocol/display.ts'
import { compactJson } from '#protocol/json-text.ts'
import { curlOf, quote, WAIT_SECONDS } from '../notifications/curl.ts'
import { readJson } from './draft.ts'

type Code = { publicUrl: string; message: TemplateMessage; deliverAt: string | undefined }

/** The members whose acks a program can wait for: a planned notification has none yet. */
const waitOf = ({ message, deliverAt }: Code) => (deliverAt === undefined ? message.until : undefined)

/** The act as a command with `AOI_API_KEY` and `CLIENT_APP_TOKEN` set, for one token. */
export function toCurl(code: Code): string {
  const { publicUrl, message, deliverAt } = code
  const { payload, ttl: ttlSeconds, urgency, topic } = message
  const sent = { payload: compactJson(payload), encoding: 'json' } as const
  return curlOf(publicUrl, { sent, ttlSeconds, urgency, topic, deliverAt, until: waitOf(code) })
}

/** The same for the `aoi` command, with `AOI_KEY` set. */
export function toCli(code: Code): string {
  const { publicUrl, message, deliverAt } = code
  const until = waitOf(code)
  const options = {
    server: publicUrl,
    ttl: String(message.ttl),
    urgency: message.urgency,
    topic: message.topic,
    at: deliverAt,
    until,
    wait: until && String(WAIT_SECONDS),
    ...displayOptions(message.payload),
  }
  const words = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${isPlain(value) ? value : quote(value)}`],
  )
  const isDisplay = displayOptions(message.payload) !== undefined
  const payload = isDisplay ? [] : [quote(compactJson(message.payload))]
  return ['npx aoi send', ...words, '"$CLIENT_APP_TOKEN"', ...payload].join(' ')
}

function isPlain(value: string): boolean {
  return /^[\w.:/@-]+$/.test(value)
}

/** The options of a payload that has no more than they can say. */
function displayOptions(payload: string) {
  const display = readDisplay(readJson(payload)?.value)
  if (display === undefined) return undefined
  const { title, body, navigate, tag, ...others } = display
  return Object.keys(others).length === 0 ? { title, body, navigate, tag } : undefined
}

/** The same for Node, with the library `aoi-client`. */
export function toTypeScript(code: Code): string {
  const { publicUrl, message, deliverAt } = code
  const { ttl, urgency, topic } = message
  const until = waitOf(code)
  const wait = until === undefined ? undefined : WAIT_SECONDS
  const options = JSON.stringify({ ttl, urgency, topic, until: until && readUntil(until), wait })
  const payload = JSON.stringify(readJson(message.payload)?.value, undefined, 2)
  const call =
    deliverAt === undefined
      ? `application.send(token, payload, ${options})`
      : `application.schedule(token, payload, { at: new Date('${deliverAt}'), ${options.slice(1, -1)} })`
  return [
    "import { createServerApplication } from 'aoi-client'",
    '',
    "const { AOI_KEY = '', CLIENT_APP_TOKEN: token = '' } = process.env",
    `const application = createServerApplication({ serverUrl: '${publicUrl}', apiKey: AOI_KEY })`,
    `const payload = ${payload}`,
    `const sent = await ${call}`,
    'console.log(sent.notificationId)',
  ].join('\n')
}
