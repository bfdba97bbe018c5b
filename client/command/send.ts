import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { isAckedUntil, type Until } from '../../protocol/acked-until.ts'
import { countOf } from '../../protocol/count-of.ts'
import { DISPLAY_MARK, type DisplayPayload, isWebAddress } from '../../protocol/display.ts'
import { joinJson } from '../../protocol/json-text.ts'
import { topicSchema } from '../../protocol/label-schemas.ts'
import { LIMITS } from '../../protocol/limits.ts'
import {
  deliverAtSchema,
  idempotencyKeySchema,
  type NotificationScheduledRes,
  URGENCIES,
} from '../../protocol/notification.ts'
import { clientAppTokenSchema } from '../../protocol/registration.ts'
import { untilSchema } from '../../protocol/until.ts'
import { startDeadline } from '../sending/ack-deadline.ts'
import { awaitAcks } from '../sending/await-acks.ts'
import { SENDING_LIMITS } from '../sending/sending-limits.ts'
import { type Accepted, scheduleNotification } from '../sending/submit-notification.ts'
import { readAddress } from '../unix-server.ts'
import { KEY_ARGUMENT, readApiKey } from './api-key.ts'
import { CommandFailure } from './command-failure.ts'
import type { Invocation } from './define.ts'
import { defineLeaf, JSON_ARGUMENT } from './define.ts'
import { parseOption, parseWholeNumber } from './parse-option.ts'
import { readPayload } from './read-payload.ts'
import { parseServerUrl, SERVER_ARGUMENT } from './server-url.ts'

type SendArguments = {
  server: string
  key?: string | undefined
  token: string
  payload?: string | undefined
  title?: string | undefined
  body?: string | undefined
  navigate?: string | undefined
  tag?: string | undefined
  ttl?: string | undefined
  topic?: string | undefined
  urgency?: string | undefined
  'idempotency-key'?: string | undefined
  at?: string | undefined
  until?: string | undefined
  wait?: string | undefined
}

/** Seconds of `--until` without `--wait`. */
const WAIT_SECONDS = 30

/** `aoi send`: acts as a Server Application and sends one notification. */
export const sendCommand = defineLeaf({
  meta: { name: 'send', description: 'Send one notification to a Client App Token' },
  args: {
    ...SERVER_ARGUMENT,
    ...KEY_ARGUMENT,
    ttl: {
      type: 'string',
      valueHint: 'SECONDS',
      description: 'Seconds to keep it for offline members; 0: deliver now or never',
    },
    topic: {
      type: 'string',
      valueHint: 'TOPIC',
      description: 'Replace the pending notification with the same topic',
    },
    urgency: { type: 'enum', options: [...URGENCIES], description: 'Importance of prompt delivery' },
    'idempotency-key': {
      type: 'string',
      valueHint: 'KEY',
      description: 'Send at most once with this key (default: a random key)',
    },
    at: {
      type: 'string',
      valueHint: 'TIME',
      description: 'Deliver it then: a time with its offset (2026-12-24T18:00:00+01:00), to 30 days ahead',
    },
    until: {
      type: 'string',
      valueHint: 'first|all|COUNT',
      description: 'Wait until so many members have acknowledged; exit code 5 if they have not in time',
    },
    wait: {
      type: 'string',
      valueHint: 'SECONDS',
      description: `Time for --until, 1 to ${SENDING_LIMITS.ackWaitSeconds} (default: ${WAIT_SECONDS})`,
    },
    title: {
      type: 'string',
      valueHint: 'TEXT',
      description: 'Send a notification for a person, with this title, in place of PAYLOAD',
    },
    body: { type: 'string', valueHint: 'TEXT', description: 'Text below the title' },
    navigate: { type: 'string', valueHint: 'URL', description: 'Address that a click opens' },
    tag: {
      type: 'string',
      valueHint: 'TAG',
      description: 'Replace the notification with the same tag on the screen',
    },
    ...JSON_ARGUMENT,
    token: { type: 'positional', required: true, description: 'Client App Token' },
    payload: {
      type: 'positional',
      required: false,
      description: 'JSON; other text is sent as a JSON string; - reads standard input',
    },
  },
  examples: [
    'AOI_KEY=aoi_sk_… aoi send --server http://127.0.0.1:3000 g1… \'{"text":"hello"}\'',
    'date | AOI_KEY=aoi_sk_… aoi send --server http://127.0.0.1:3000 g1… -',
    'aoi send --server http://127.0.0.1:3000 --title "Backup done" --body "12 GB in 3 min" g1…',
    'aoi send --server http://127.0.0.1:3000 --until first --wait 30 g1… "the door is open"',
    'aoi send --server http://127.0.0.1:3000 --at 2026-12-24T18:00:00+01:00 g1… "presents"',
    'aoi send --server http://127.0.0.1:3000 --ttl 60 --topic score --json g1… \'{"home":2,"away":1}\'',
  ],
  run: (args, invocation) => send(args, invocation),
})

async function send(args: SendArguments, { terminal, output }: Invocation): Promise<void> {
  const key = readApiKey(args, terminal)
  const wanted = readWait(args)
  const { serverUrl, socketOptions: options } = readAddress({ serverUrl: parseServerUrl(args.server) })
  const sender = { serverUrl, key, options }
  const body = joinJson(readSendElements(args), {
    name: 'payload',
    text: await readPayloadOf(args, terminal.stdin),
  })
  const deadline = wanted && startDeadline(wanted.until, wanted.seconds)
  const { stopping: signal } = terminal
  const submission = {
    ...{ ...sender, idempotencyKey: readIdempotencyKey(args), body, signal, deadline },
    onRetry: ({ reason, waitMs }: { reason: string; waitMs: number }) =>
      output.note(`${reason}; trying again in ${waitMs / 1000} s`),
  }
  const accepted = await scheduleNotification(submission)
  if (!('seq' in accepted)) return printScheduled(output, { args, scheduled: accepted })
  if (deadline === undefined) return printAccepted(output, { args, accepted })
  const { notificationId } = accepted
  const status = await awaitAcks(sender, { notificationId, deadline, signal, known: accepted.status })
  await printAccepted(output, { args, accepted: { ...accepted, status } })
  if (status === undefined || !isAckedUntil(deadline.until, status))
    throw new CommandFailure('notAcknowledged', describeMissing(status))
}

async function printScheduled(
  output: Invocation['output'],
  { args, scheduled }: { args: SendArguments; scheduled: NotificationScheduledRes },
): Promise<void> {
  const { notificationId, deliverAt, desc } = scheduled
  await output.print({
    json: { event: 'scheduled', clientAppToken: args.token, notificationId, deliverAt, desc },
    text: `scheduled ${notificationId} for ${deliverAt}`,
  })
}

async function printAccepted(
  output: Invocation['output'],
  { args, accepted }: { args: SendArguments; accepted: Accepted },
): Promise<void> {
  const { notificationId, seq, recipients, desc, status } = accepted
  const reached = countOf(recipients, 'recipient')
  const ackedBy = status === undefined ? '' : `, acknowledged by ${status.acked}`
  await output.print({
    json: {
      event: 'accepted',
      clientAppToken: args.token,
      ...{ notificationId, seq, recipients, desc },
      ...(status && { acked: status.acked, pending: status.pending, expired: status.expired }),
    },
    text: `accepted ${notificationId} as #${seq} for ${reached}${ackedBy}`,
  })
}

function describeMissing(status: Accepted['status']): string {
  if (status === undefined) return 'the notification is accepted; the server did not tell who acknowledged it'
  const { acked, pending, expired } = status
  return `the notification is accepted; ${acked} acknowledged it, ${pending} may still, ${expired} will not`
}

function readWait(args: SendArguments): { until: Until; seconds: number } | undefined {
  const { until, wait } = args
  if (until !== undefined && args.at !== undefined)
    throw new CommandFailure('usage', '--until: cannot be combined with --at')
  if (until === undefined) {
    if (wait !== undefined) throw new CommandFailure('usage', '--until: is required with --wait')
    return undefined
  }
  return {
    until: parseOption('--until', { schema: untilSchema, value: until }),
    seconds:
      wait === undefined
        ? WAIT_SECONDS
        : parseWholeNumber('--wait', { value: wait, min: 1, max: SENDING_LIMITS.ackWaitSeconds }),
  }
}

/** Returns the JSON text of the payload: the word of the command line, or one for a person from the options. */
async function readPayloadOf(args: SendArguments, stdin: Readable): Promise<string> {
  const { title, body, navigate, tag } = args
  const isForPerson = [title, body, navigate, tag].some((option) => option !== undefined)
  if (!isForPerson) {
    if (args.payload === undefined) throw new CommandFailure('usage', 'PAYLOAD: is required, or --title')
    return readPayload(args.payload, stdin)
  }
  if (args.payload !== undefined)
    throw new CommandFailure('usage', 'PAYLOAD: cannot be combined with --title, --body, --navigate or --tag')
  if (!title) throw new CommandFailure('usage', '--title: is required with --body, --navigate or --tag')
  if (navigate !== undefined && !isWebAddress(navigate))
    throw new CommandFailure('usage', '--navigate: must be an absolute http or https URL')
  const payload: DisplayPayload = {
    web_push: DISPLAY_MARK,
    notification: {
      title,
      ...(body !== undefined && { body }),
      ...(navigate !== undefined && { navigate }),
      ...(tag !== undefined && { tag }),
    },
  }
  return JSON.stringify(payload)
}

function readSendElements(args: SendArguments): object {
  return {
    messageType: 'notificationReq',
    clientAppToken: parseOption('TOKEN', { schema: clientAppTokenSchema, value: args.token }),
    ...(args.ttl !== undefined && {
      ttl: parseWholeNumber('--ttl', { value: args.ttl, min: 0, max: LIMITS.ttlSecondsMax }),
    }),
    ...(args.topic !== undefined && {
      topic: parseOption('--topic', { schema: topicSchema, value: args.topic }),
    }),
    ...(args.urgency !== undefined && { urgency: args.urgency }),
    ...(args.at !== undefined && {
      deliverAt: parseOption('--at', { schema: deliverAtSchema, value: args.at }),
    }),
  }
}

function readIdempotencyKey(args: SendArguments): string {
  const given = args['idempotency-key']
  if (given === undefined) return randomUUID()
  // It travels in an HTTP header.
  return parseOption('--idempotency-key', {
    schema: idempotencyKeySchema.regex(/^[\x20-\x7e]+$/),
    value: given,
  })
}
