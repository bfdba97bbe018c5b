import { defineCommand } from 'citty'
import { type AdminRequest, grantSchema } from '../../../protocol/admin.ts'
import { EVENT_TYPES } from '../../../protocol/event-types.ts'
import { eventTypeSchema } from '../../../protocol/events.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import {
  eventIdSchema,
  type WebhookAttemptRow,
  type WebhookRow,
  webhookElements,
  webhookIdSchema,
} from '../../../protocol/webhooks.ts'
import type { Invocation } from '../define.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { parseOption, parseWholeNumber } from '../parse-option.ts'
import { printableJson, printableText } from '../printable.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { eachPage, printRows } from './each-page.ts'

const ID_ARGUMENT = {
  id: {
    type: 'positional',
    required: true,
    description: 'Id of the webhook, from `aoi admin webhooks list`',
  },
} as const
const SHARED = { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT } as const
const EXAMPLE_ID = '0123456789abcdef'

type DataDirectory = { 'data-dir'?: string | undefined }
type ById = DataDirectory & { id: string }

const createCommand = defineLeaf({
  meta: { name: 'create', description: 'Create a webhook and print its secret once' },
  args: {
    name: {
      type: 'string',
      required: true,
      valueHint: 'NAME',
      description: 'Name of the webhook, such as its receiver',
    },
    url: { type: 'string', required: true, valueHint: 'URL', description: 'Address that gets the events' },
    application: {
      type: 'string',
      required: true,
      valueHint: 'APP,…',
      description: 'Applications whose events it gets; NAME.* for every name with this beginning',
    },
    types: {
      type: 'string',
      valueHint: 'TYPE,…',
      description: `Types of events (default: all): ${EVENT_TYPES.join(', ')}`,
    },
    ...SHARED,
  },
  examples: [
    'aoi admin webhooks create --name orders --url https://orders.example/aoi --application com.example.*',
  ],
  run: (args, invocation) => createWebhook(args, invocation),
})

const listCommand = defineLeaf({
  meta: { name: 'list', description: 'List the webhooks, with what waits for them' },
  args: SHARED,
  examples: ['aoi admin webhooks list'],
  run: (args, { output, ...invocation }) =>
    printRows(output, {
      pages: eachPage(findDataDirectory(args, { output, ...invocation }), {
        call: 'webhooks.list',
        request: {},
      }),
      rowsOf: ({ webhooks }) => webhooks,
      describe: describeWebhook,
      none: 'No webhook exists: `aoi admin webhooks create` creates one.',
    }),
})

const attemptsCommand = defineLeaf({
  meta: { name: 'attempts', description: 'Show the newest attempts of a webhook, and their outcome' },
  args: { ...ID_ARGUMENT, ...SHARED },
  examples: [`aoi admin webhooks attempts ${EXAMPLE_ID}`],
  run: async (args, invocation) => {
    const { attempts } = await call(args, invocation, 'webhooks.attempts')
    for (const each of attempts) await invocation.output.print({ json: each, text: describeAttempt(each) })
    if (attempts.length === 0) await invocation.output.note('No event was sent to this webhook.')
  },
})

const testCommand = defineLeaf({
  meta: { name: 'test', description: 'Send a test event to a webhook at once' },
  args: { ...ID_ARGUMENT, ...SHARED },
  examples: [`aoi admin webhooks test ${EXAMPLE_ID}`],
  run: async (args, invocation) => printAttempt(await call(args, invocation, 'webhooks.test'), invocation),
})

const resendCommand = defineLeaf({
  meta: { name: 'resend', description: 'Send an event to a webhook again, at once' },
  args: {
    ...ID_ARGUMENT,
    event: { type: 'string', required: true, valueHint: 'EVENT', description: 'Id of the event' },
    ...SHARED,
  },
  examples: [`aoi admin webhooks resend ${EXAMPLE_ID} --event evt_…`],
  run: async (args, invocation) => {
    const eventId = parseOption('--event', { schema: eventIdSchema, value: args.event })
    const attempt = await callAdmin(findDataDirectory(args, invocation), {
      ...{ call: 'webhooks.resend', request: { id: readId(args.id), eventId } },
    })
    await printAttempt(attempt, invocation)
  },
})

const rotateCommand = defineLeaf({
  meta: { name: 'rotate', description: 'Give a webhook a new secret and print it once' },
  args: {
    ...ID_ARGUMENT,
    overlap: {
      type: 'string',
      valueHint: 'SECONDS',
      description: 'Time for which requests are also signed by the old secret (default: 0)',
    },
    ...SHARED,
  },
  examples: [`aoi admin webhooks rotate ${EXAMPLE_ID} --overlap 86400`],
  run: async (args, invocation) => {
    const overlap = args.overlap
    const rotated = await callAdmin(findDataDirectory(args, invocation), {
      call: 'webhooks.rotate',
      request: {
        id: readId(args.id),
        ...(overlap !== undefined && {
          overlapSeconds: parseWholeNumber('--overlap', {
            ...{ value: overlap, min: 0, max: LIMITS.webhookOverlapSecondsMax },
          }),
        }),
      },
    })
    await invocation.output.print({ json: rotated, text: rotated.secret })
    await invocation.output.note('The secret is shown only now.')
  },
})

const enableCommand = defineLeaf({
  meta: { name: 'enable', description: 'Let a disabled webhook continue where it stopped' },
  args: { ...ID_ARGUMENT, ...SHARED },
  examples: [`aoi admin webhooks enable ${EXAMPLE_ID}`],
  run: async (args, invocation) => {
    const enabled = await call(args, invocation, 'webhooks.enable')
    await invocation.output.print({ json: enabled, text: `enabled ${enabled.id}` })
  },
})

const removeCommand = defineLeaf({
  meta: { name: 'remove', description: 'Remove a webhook' },
  args: { ...ID_ARGUMENT, ...SHARED },
  examples: [`aoi admin webhooks remove ${EXAMPLE_ID}`],
  run: async (args, invocation) => {
    const removed = await call(args, invocation, 'webhooks.remove')
    await invocation.output.print({ json: removed, text: `removed ${removed.id}` })
  },
})

/** `aoi admin webhooks`: manages the addresses that get events. */
export const webhooksCommand = {
  ...defineCommand({
    meta: { name: 'webhooks', description: 'Manage the addresses that get events' },
    subCommands: {
      create: createCommand,
      list: listCommand,
      attempts: attemptsCommand,
      test: testCommand,
      resend: resendCommand,
      rotate: rotateCommand,
      enable: enableCommand,
      remove: removeCommand,
    },
  }),
  examples: createCommand.examples,
}

type IdCall = 'webhooks.attempts' | 'webhooks.test' | 'webhooks.enable' | 'webhooks.remove'

function call<Call extends IdCall>(args: ById, invocation: Invocation, name: Call) {
  const request = { id: readId(args.id) } as AdminRequest<Call>
  return callAdmin<Call>(findDataDirectory(args, invocation), { call: name, request })
}

async function createWebhook(
  args: DataDirectory & { name: string; url: string; application: string; types?: string | undefined },
  invocation: Invocation,
): Promise<void> {
  const { output } = invocation
  const request = {
    name: parseOption('--name', { schema: webhookElements.name, value: args.name }),
    url: parseOption('--url', { schema: webhookElements.url, value: args.url }),
    applications: split(args.application).map((value) =>
      parseOption('--application', { schema: grantSchema, value }),
    ),
    ...(args.types !== undefined && {
      types: split(args.types).map((value) => parseOption('--types', { schema: eventTypeSchema, value })),
    }),
  }
  const created = await callAdmin(findDataDirectory(args, invocation), { call: 'webhooks.create', request })
  await output.print({ json: created, text: created.secret })
  await output.note(
    `The secret is shown only now. The id of the webhook: ${created.id}\nTry it:\n  aoi admin webhooks test ${created.id}`,
  )
}

function split(text: string): string[] {
  return text.split(',').map((item) => item.trim())
}

async function printAttempt(attempt: WebhookAttemptRow, { output }: Invocation): Promise<void> {
  await output.print({ json: attempt, text: describeAttempt(attempt) })
}

function readId(id: string): string {
  return parseOption('ID', { schema: webhookIdSchema, value: id })
}

function describeWebhook(webhook: WebhookRow): string {
  const { id, name, url, applications, behind, failures, failingSince, disabledAt, disabledReason } = webhook
  const state =
    disabledAt !== undefined
      ? `disabled ${disabledAt}: ${printableText(disabledReason ?? '')}`
      : failingSince !== undefined
        ? `failing since ${failingSince} (${failures} attempts)`
        : `last delivered ${webhook.deliveredAt ?? 'never'}`
  return `${id}  ${printableJson(name)}  ${printableText(url)}  for ${printableText(applications.join(','))}  ${behind} behind  ${state}`
}

function describeAttempt({
  at,
  type,
  eventId,
  attempt,
  outcome,
  status,
  milliseconds,
}: WebhookAttemptRow): string {
  const answer = status === undefined ? outcome : `${outcome} (${status})`
  return `${at}  ${type}  ${eventId}  attempt ${attempt}  ${answer}  ${milliseconds} ms`
}
