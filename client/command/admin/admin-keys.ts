import { defineCommand } from 'citty'
import { type AdminKeyRow, adminKeyIdSchema, adminScopeSchema } from '../../../protocol/admin-keys.ts'
import { ADMIN_SCOPES } from '../../../protocol/admin-scopes.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { textSchema } from '../../../protocol/text.ts'
import { readMany } from '../arguments.ts'
import type { Invocation } from '../define.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { parseOption } from '../parse-option.ts'
import { printableJson } from '../printable.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { eachPage, printRows } from './each-page.ts'
import { KEY_LIFETIME_ARGUMENT, readTtl, until } from './key-lifetime.ts'

const CREATE_ARGUMENTS = {
  name: {
    type: 'string',
    required: true,
    valueHint: 'NAME',
    description: 'Name of the program that gets the key, for the audit',
  },
  scope: {
    type: 'string',
    required: true,
    valueHint: 'SCOPE…',
    description: `Scopes of the key: ${ADMIN_SCOPES.join(', ')}`,
  },
  ...KEY_LIFETIME_ARGUMENT,
  ...DATA_DIR_ARGUMENT,
  ...JSON_ARGUMENT,
} as const

type CreateArguments = { name: string; 'expires-in'?: string | undefined; 'data-dir'?: string | undefined }

const createCommand = defineLeaf({
  meta: { name: 'create', description: 'Create a key of the admin API and print it once' },
  args: CREATE_ARGUMENTS,
  examples: [
    'aoi admin admin-keys create --name terraform --scope keys:write operators:read --expires-in 90',
  ],
  run: (args, invocation) => createKey(args, invocation),
})

const listCommand = defineLeaf({
  meta: { name: 'list', description: 'List the keys of the admin API, without their secrets' },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: ['aoi admin admin-keys list'],
  run: (args, invocation) => listKeys(findDataDirectory(args, invocation), invocation),
})

const revokeCommand = defineLeaf({
  meta: { name: 'revoke', description: 'Revoke a key of the admin API' },
  args: {
    id: {
      type: 'positional',
      required: true,
      description: 'Id of the key, from `aoi admin admin-keys list`',
    },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin admin-keys revoke 0123456789abcdef'],
  run: async (args, invocation) => {
    const request = { id: parseOption('ID', { schema: adminKeyIdSchema, value: args.id }) }
    const revoked = await callAdmin(findDataDirectory(args, invocation), {
      ...{ call: 'adminKeys.revoke', request },
    })
    await invocation.output.print({ json: revoked, text: `revoked ${revoked.id}` })
  },
})

/** `aoi admin admin-keys`: the keys with which programs use the admin API. */
export const adminKeysCommand = {
  ...defineCommand({
    meta: { name: 'admin-keys', description: 'Manage the keys of the admin API' },
    subCommands: { create: createCommand, list: listCommand, revoke: revokeCommand },
  }),
  examples: [createCommand, listCommand, revokeCommand].flatMap(({ examples }) => examples),
}

async function createKey(args: CreateArguments, invocation: Invocation): Promise<void> {
  const named = readMany(invocation.rawArgs, { definition: CREATE_ARGUMENTS, name: 'scope' })
  const request = {
    name: parseOption('--name', { schema: textSchema(1, LIMITS.deviceTextBytes), value: args.name }),
    scopes: [...new Set(named.map((value) => parseOption('--scope', { schema: adminScopeSchema, value })))],
    ...readTtl(args['expires-in']),
  }
  const { output } = invocation
  const created = await callAdmin(findDataDirectory(args, invocation), { call: 'adminKeys.create', request })
  await output.print({ json: created, text: created.key })
  await output.note(
    'The key is shown only now. Use it with:\n  curl -H "Authorization: Bearer <key>" <URL>/api/v1/admin/api-keys',
  )
}

async function listKeys(dataDirectory: string, { output }: Invocation): Promise<void> {
  await printRows(output, {
    pages: eachPage(dataDirectory, { call: 'adminKeys.list', request: {} }),
    rowsOf: ({ keys }) => keys,
    describe: describeKey,
    none: 'No admin key exists: `aoi admin admin-keys create` creates one.',
  })
}

function describeKey(key: AdminKeyRow): string {
  const state = key.revokedAt === undefined ? `valid${until(key.expiresAt)}` : `revoked ${key.revokedAt}`
  const used = key.lastUsedAt === undefined ? 'never used' : `last used ${key.lastUsedAt}`
  return `${key.id}  ${printableJson(JSON.stringify(key.name))}  ${key.scopes.join(',')}  ${state}  ${used}`
}
