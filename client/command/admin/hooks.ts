import { readFile } from 'node:fs/promises'
import { defineCommand } from 'citty'
import type { HookRequestRow, HookRow } from '../../../protocol/admin.ts'
import { hookElements, hookIdSchema } from '../../../protocol/admin.ts'
import { HOOK_SHAPES } from '../../../protocol/hook-shapes.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { URGENCIES } from '../../../protocol/urgency.ts'
import { CommandFailure } from '../command-failure.ts'
import type { Invocation } from '../define.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { parseOption, parseWholeNumber } from '../parse-option.ts'
import { printableJson, printableText } from '../printable.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { eachPage, printRows } from './each-page.ts'

const ID = 'Id of the hook, from `aoi admin hooks list`'

type CreateArguments = {
  name: string
  token: string
  shape: string
  template?: string | undefined
  alias?: string | undefined
  ttl?: string | undefined
  urgency?: string | undefined
  tag?: string | undefined
  'per-minute'?: string | undefined
  signed?: boolean | undefined
  'data-dir'?: string | undefined
}

const createCommand = defineLeaf({
  meta: { name: 'create', description: 'Create a hook and print its address once' },
  args: {
    name: {
      type: 'string',
      required: true,
      valueHint: 'NAME',
      description: 'Name of the hook, such as its sender',
    },
    token: {
      type: 'string',
      required: true,
      valueHint: 'TOKEN',
      description: 'Client App Token that the hook sends to',
    },
    shape: {
      type: 'string',
      default: 'plain',
      valueHint: 'SHAPE',
      description: `Kind of the sender: ${HOOK_SHAPES.join(', ')}`,
    },
    template: {
      type: 'string',
      valueHint: 'FILE',
      description: 'File with the templates of the shape json, by field, as JSON',
    },
    alias: {
      type: 'string',
      valueHint: 'TOPIC',
      description: 'Readable ntfy topic; the sender then signs in with the address',
    },
    ttl: {
      type: 'string',
      valueHint: 'SECONDS',
      description: 'TTL if the sender names none (default: 86400)',
    },
    urgency: {
      type: 'string',
      valueHint: 'URGENCY',
      description: `Urgency if the sender names none: ${URGENCIES.join(', ')} (default: normal)`,
    },
    tag: {
      type: 'string',
      valueHint: 'TAG',
      description: 'Each notification replaces the one before it with this tag',
    },
    'per-minute': {
      type: 'string',
      valueHint: 'N',
      description: `Requests per minute (default: ${LIMITS.hookRequestsPerMinute})`,
    },
    signed: {
      type: 'boolean',
      description: 'Refuse requests without a valid signature, and print its secret',
    },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: [
    'aoi admin hooks create --name backups --token g1…',
    'aoi admin hooks create --name alerts --token g1… --shape alertmanager --json',
  ],
  run: (args, invocation) => createHook(args, invocation),
})

const listCommand = defineLeaf({
  meta: { name: 'list', description: 'List the hooks, without their addresses' },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: ['aoi admin hooks list'],
  run: (args, invocation) => listHooks(findDataDirectory(args, invocation), invocation),
})

const requestsCommand = defineLeaf({
  meta: { name: 'requests', description: 'Show the newest requests of a hook, and what became of them' },
  args: {
    id: { type: 'positional', required: true, description: ID },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin hooks requests 0123456789abcdef'],
  run: (args, invocation) => listRequests(args, invocation),
})

const rotateCommand = defineLeaf({
  meta: { name: 'rotate', description: 'Give a hook a new address and print it once' },
  args: {
    id: { type: 'positional', required: true, description: ID },
    overlap: {
      type: 'string',
      valueHint: 'SECONDS',
      description: 'Time for which the old address stays valid (default: 0)',
    },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin hooks rotate 0123456789abcdef --overlap 3600'],
  run: (args, invocation) => rotateHook(args, invocation),
})

const revokeCommand = defineLeaf({
  meta: { name: 'revoke', description: 'Revoke a hook' },
  args: {
    id: { type: 'positional', required: true, description: ID },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin hooks revoke 0123456789abcdef'],
  run: async (args, invocation) => {
    const revoked = await callAdmin(findDataDirectory(args, invocation), {
      call: 'hooks.revoke',
      request: { id: readId(args.id) },
    })
    await invocation.output.print({ json: revoked, text: `revoked ${revoked.id}` })
  },
})

/** `aoi admin hooks`: manages the hooks of stock senders. */
export const hooksCommand = {
  ...defineCommand({
    meta: { name: 'hooks', description: 'Manage the hooks of stock senders' },
    subCommands: {
      create: createCommand,
      list: listCommand,
      requests: requestsCommand,
      rotate: rotateCommand,
      revoke: revokeCommand,
    },
  }),
  examples: createCommand.examples,
}

async function createHook(args: CreateArguments, invocation: Invocation): Promise<void> {
  const { output } = invocation
  const request = {
    name: parseOption('--name', { schema: hookElements.name, value: args.name }),
    clientAppToken: parseOption('--token', { schema: hookElements.clientAppToken, value: args.token }),
    shape: parseOption('--shape', { schema: hookElements.shape, value: args.shape }),
    ...(args.template !== undefined && { template: await readTemplate(args.template) }),
    ...(args.alias !== undefined && {
      alias: parseOption('--alias', { schema: hookElements.alias, value: args.alias }),
    }),
    ...(args.ttl !== undefined && {
      ttl: parseWholeNumber('--ttl', { value: args.ttl, min: 0, max: LIMITS.ttlSecondsMax }),
    }),
    ...(args.urgency !== undefined && {
      urgency: parseOption('--urgency', { schema: hookElements.urgency, value: args.urgency }),
    }),
    ...(args.tag !== undefined && {
      tag: parseOption('--tag', { schema: hookElements.tag, value: args.tag }),
    }),
    ...(args['per-minute'] !== undefined && {
      perMinute: parseWholeNumber('--per-minute', {
        ...{ value: args['per-minute'], min: 1, max: LIMITS.hookRequestsPerMinuteMax },
      }),
    }),
    ...(args.signed === true && { signed: true }),
  }
  const created = await callAdmin(findDataDirectory(args, invocation), { call: 'hooks.create', request })
  await output.print({ json: created, text: created.url })
  const secret = created.signingSecret
  await output.note(
    'The address is shown only now. Try it:\n' +
      `  curl -d "it works" ${created.url}` +
      (secret === undefined ? '' : `\nThe secret of the sender's signatures: ${secret}`),
  )
}

async function readTemplate(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw new CommandFailure('usage', `--template: cannot read ${printableText(path)}`)
  }
}

async function listHooks(dataDirectory: string, { output }: Invocation): Promise<void> {
  await printRows(output, {
    pages: eachPage(dataDirectory, { call: 'hooks.list', request: {} }),
    rowsOf: ({ hooks }) => hooks,
    describe: describeHook,
    none: 'No hook exists: `aoi admin hooks create` creates one.',
  })
}

async function listRequests(
  args: { id: string; 'data-dir'?: string | undefined },
  invocation: Invocation,
): Promise<void> {
  const { output } = invocation
  const request = { id: readId(args.id) }
  const dataDirectory = findDataDirectory(args, invocation)
  const { requests } = await callAdmin(dataDirectory, { call: 'hooks.requests', request })
  for (const each of requests) await output.print({ json: each, text: describeRequest(each) })
  if (requests.length === 0) await output.note('No request has come to this hook.')
}

async function rotateHook(
  args: { id: string; overlap?: string | undefined; 'data-dir'?: string | undefined },
  invocation: Invocation,
): Promise<void> {
  const { output } = invocation
  const rotated = await callAdmin(findDataDirectory(args, invocation), {
    call: 'hooks.rotate',
    request: {
      id: readId(args.id),
      ...(args.overlap !== undefined && {
        overlapSeconds: parseWholeNumber('--overlap', {
          ...{ value: args.overlap, min: 0, max: LIMITS.hookOverlapSecondsMax },
        }),
      }),
    },
  })
  await output.print({ json: rotated, text: rotated.url })
  await output.note('The address is shown only now.')
}

function readId(id: string): string {
  return parseOption('ID', { schema: hookIdSchema, value: id })
}

function describeHook(hook: HookRow): string {
  const state =
    hook.revokedAt === undefined ? `last used ${hook.lastUsedAt ?? 'never'}` : `revoked ${hook.revokedAt}`
  return `${hook.id}  ${printableJson(hook.name)}  ${hook.shape}  to ${printableText(hook.ApplicationName)} ${hook.fingerprint}  ${state}`
}

function describeRequest({ at, outcome, notificationId, reason, body }: HookRequestRow): string {
  return `${at}  ${outcome}  ${notificationId ?? printableText(reason ?? '')}  ${printableJson(body)}`
}
