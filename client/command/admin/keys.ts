import { defineCommand } from 'citty'
import type { AdminApiKey } from '../../../protocol/admin.ts'
import { apiKeyIdSchema, grantSchema } from '../../../protocol/admin.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { textSchema } from '../../../protocol/text.ts'
import { readMany } from '../arguments.ts'
import { CommandFailure } from '../command-failure.ts'
import type { Invocation } from '../define.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { parseOption } from '../parse-option.ts'
import { printableJson, printableText } from '../printable.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { eachPage, printRows } from './each-page.ts'
import { KEY_LIFETIME_ARGUMENT, readTtl, until } from './key-lifetime.ts'
import { describeKeyLimits, KEY_LIMIT_ARGUMENTS, readKeyLimits } from './key-limits.ts'

const CREATE_ARGUMENTS = {
  name: {
    type: 'string',
    required: true,
    valueHint: 'NAME',
    description: 'Name of the Server Application that gets the key',
  },
  application: {
    type: 'string',
    required: true,
    valueHint: 'APPLICATION…',
    description: 'ApplicationNames, or prefix.*, to which it may send',
  },
  ...KEY_LIMIT_ARGUMENTS,
  ...KEY_LIFETIME_ARGUMENT,
  ...DATA_DIR_ARGUMENT,
  ...JSON_ARGUMENT,
} as const

type CreateArguments = {
  name: string
  'expires-in'?: string | undefined
  'per-minute'?: string | undefined
  'per-day'?: string | undefined
  'data-dir'?: string | undefined
}

const createCommand = defineLeaf({
  meta: { name: 'create', description: 'Create an API key and print it once' },
  args: CREATE_ARGUMENTS,
  examples: [
    'aoi admin keys create --name newsroom --application com.example.news',
    "aoi admin keys create --name all-of-us --application com.example.news 'com.example.*' --expires-in 90",
    'aoi admin keys create --name door --application com.example.home --topic alarm --per-minute 10 --per-day 100',
  ],
  run: (args, invocation) => createKey(args, invocation),
})

const listCommand = defineLeaf({
  meta: { name: 'list', description: 'List the API keys, without their secrets' },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: ['aoi admin keys list'],
  run: (args, invocation) => listKeys(findDataDirectory(args, invocation), invocation),
})

const revokeCommand = defineLeaf({
  meta: { name: 'revoke', description: 'Revoke an API key' },
  args: {
    id: { type: 'positional', required: true, description: 'Id of the key, from `aoi admin keys list`' },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin keys revoke 0123456789abcdef'],
  run: (args, invocation) =>
    revokeKey(args.id, { ...invocation, dataDirectory: findDataDirectory(args, invocation) }),
})

/** `aoi admin keys`: manages the API keys of Server Applications. */
export const keysCommand = {
  ...defineCommand({
    meta: { name: 'keys', description: 'Manage the API keys of Server Applications' },
    subCommands: { create: createCommand, list: listCommand, revoke: revokeCommand },
  }),
  examples: createCommand.examples,
}

async function createKey(args: CreateArguments, invocation: Invocation): Promise<void> {
  const named = readMany(invocation.rawArgs, { definition: CREATE_ARGUMENTS, name: 'application' })
  const applications = named.map((value) => parseOption('--application', { schema: grantSchema, value }))
  const request = {
    name: parseOption('--name', { schema: textSchema(1, LIMITS.deviceTextBytes), value: args.name }),
    applications: [...new Set(applications)],
    ...readKeyLimits(args, { rawArgs: invocation.rawArgs, definition: CREATE_ARGUMENTS }),
    ...readTtl(args['expires-in']),
  }
  if (applications.length > LIMITS.grantsPerKey) {
    throw new CommandFailure(
      'usage',
      `--application: must name at most ${LIMITS.grantsPerKey} ApplicationNames`,
    )
  }
  const { output } = invocation
  const created = await callAdmin(findDataDirectory(args, invocation), { call: 'keys.create', request })
  await output.print({ json: created, text: created.key })
  const limits = describeKeyLimits(created)
  await output.note(
    `The key is shown only now. It may send to ${created.applications.join(', ')}${until(created.expiresAt)}${limits && `; ${limits}`}.\n` +
      'Send with it:\n  AOI_KEY=<key> aoi send --server <URL> <token> \'{"text":"hello"}\'',
  )
}

async function listKeys(dataDirectory: string, { output }: Invocation): Promise<void> {
  await printRows(output, {
    pages: eachPage(dataDirectory, { call: 'keys.list', request: {} }),
    rowsOf: ({ keys }) => keys,
    describe: describeKey,
    none: 'No API key exists: `aoi admin keys create` creates one.',
  })
}

async function revokeKey(
  id: string,
  { output, dataDirectory }: Invocation & { dataDirectory: string },
): Promise<void> {
  const request = { id: parseOption('ID', { schema: apiKeyIdSchema, value: id }) }
  const revoked = await callAdmin(dataDirectory, { call: 'keys.revoke', request })
  await output.print({ json: revoked, text: `revoked ${revoked.id}` })
}

function describeKey(key: AdminApiKey): string {
  const state = key.revokedAt === undefined ? `valid${until(key.expiresAt)}` : `revoked ${key.revokedAt}`
  const used = key.lastUsedAt === undefined ? 'never used' : `last used ${key.lastUsedAt}`
  const limits = describeKeyLimits(key)
  return `${key.id}  ${printableJson(JSON.stringify(key.name))}  ${printableText(key.applications.join(','))}  ${state}  ${used}${limits && `  ${limits}`}`
}
