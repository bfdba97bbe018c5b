import { defineCommand } from 'citty'
import type { AdminAoiClient } from '../../../protocol/admin.ts'
import { countOf } from '../../../protocol/count-of.ts'
import { aoiClientIdSchema } from '../../../protocol/registration.ts'
import type { Invocation } from '../define.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { parseOption } from '../parse-option.ts'
import { printableJson } from '../printable.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { eachPage, printRows } from './each-page.ts'

const listCommand = defineLeaf({
  meta: { name: 'list', description: 'List the AOI Clients' },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: ['aoi admin clients list', 'aoi admin clients list --json | wc -l'],
  run: (args, invocation) => listClients(findDataDirectory(args, invocation), invocation),
})

const revokeCommand = defineLeaf({
  meta: { name: 'revoke', description: 'Revoke an AOI Client with all its registrations' },
  args: {
    id: { type: 'positional', required: true, description: 'AOI Client ID, from `aoi admin clients list`' },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin clients revoke ac_…'],
  run: (args, invocation) =>
    revokeClient(args.id, { ...invocation, dataDirectory: findDataDirectory(args, invocation) }),
})

/** `aoi admin clients`: manages the AOI Clients of this server. */
export const clientsCommand = {
  ...defineCommand({
    meta: { name: 'clients', description: 'Manage the AOI Clients of this server' },
    subCommands: { list: listCommand, revoke: revokeCommand },
  }),
  examples: [...listCommand.examples, ...revokeCommand.examples],
}

async function listClients(dataDirectory: string, { output }: Invocation): Promise<void> {
  await printRows(output, {
    pages: eachPage(dataDirectory, { call: 'clients.list', request: {} }),
    rowsOf: ({ clients }) => clients,
    describe: describeClient,
    none: 'No AOI Client is registered: `aoi listen` registers one.',
  })
}

async function revokeClient(
  id: string,
  { output, dataDirectory }: Invocation & { dataDirectory: string },
): Promise<void> {
  const request = { aoiClientId: parseOption('ID', { schema: aoiClientIdSchema, value: id }) }
  const revoked = await callAdmin(dataDirectory, { call: 'clients.revoke', request })
  await output.print({ json: revoked, text: `revoked ${revoked.aoiClientId}` })
}

function describeClient(client: AdminAoiClient): string {
  const registrations = countOf(client.registrations, 'registration')
  const device = [client.name, client.platform].filter((text) => text !== undefined).join(', ')
  // A device chooses its own description. JSON quoting keeps it from writing control characters to the terminal.
  const quoted = device === '' ? '' : `  ${printableJson(JSON.stringify(device))}`
  return `${client.aoiClientId}  ${registrations}  last seen ${client.lastSeenAt}${quoted}`
}
