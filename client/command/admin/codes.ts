import { defineCommand } from 'citty'
import type { EnrolmentCodeRow } from '../../../protocol/admin.ts'
import { enrolmentCodeIdSchema } from '../../../protocol/admin.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { textSchema } from '../../../protocol/text.ts'
import type { Invocation } from '../define.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { parseOption, parseWholeNumber } from '../parse-option.ts'
import { printableJson } from '../printable.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { eachPage, printRows } from './each-page.ts'
import { readTtl } from './key-lifetime.ts'

type CreateArguments = {
  name: string
  uses?: string | undefined
  'expires-in'?: string | undefined
  'data-dir'?: string | undefined
}

const createCommand = defineLeaf({
  meta: { name: 'create', description: 'Create an enrolment code and print it once' },
  args: {
    name: {
      type: 'string',
      required: true,
      valueHint: 'NAME',
      description: 'Name of the code, such as the devices that use it',
    },
    uses: {
      type: 'string',
      valueHint: 'N',
      description: 'Maximum number of AOI Clients that may register with it (default: any number)',
    },
    'expires-in': {
      type: 'string',
      valueHint: 'DAYS',
      description: 'Days until the code expires (default: never)',
    },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: [
    'aoi admin codes create --name "phones of the shop" --uses 20 --expires-in 7',
    'aoi admin codes create --name ci --json',
  ],
  run: (args, invocation) => createCode(args, invocation),
})

const listCommand = defineLeaf({
  meta: { name: 'list', description: 'List the enrolment codes, without their secrets' },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: ['aoi admin codes list'],
  run: (args, invocation) => listCodes(findDataDirectory(args, invocation), invocation),
})

const revokeCommand = defineLeaf({
  meta: { name: 'revoke', description: 'Revoke an enrolment code; AOI Clients that registered with it stay' },
  args: {
    id: { type: 'positional', required: true, description: 'Id of the code, from `aoi admin codes list`' },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin codes revoke 0123456789abcdef'],
  run: (args, invocation) =>
    revokeCode(args.id, { ...invocation, dataDirectory: findDataDirectory(args, invocation) }),
})

/** `aoi admin codes`: enrolment codes for AOI Clients. */
export const codesCommand = {
  ...defineCommand({
    meta: { name: 'codes', description: 'Manage the enrolment codes for AOI Clients' },
    subCommands: { create: createCommand, list: listCommand, revoke: revokeCommand },
  }),
  examples: createCommand.examples,
}

async function createCode(args: CreateArguments, invocation: Invocation): Promise<void> {
  const { output } = invocation
  const request = {
    name: parseOption('--name', { schema: textSchema(1, LIMITS.deviceTextBytes), value: args.name }),
    ...(args.uses === undefined
      ? {}
      : { uses: parseWholeNumber('--uses', { value: args.uses, min: 1, max: LIMITS.enrolmentCodeUsesMax }) }),
    ...readTtl(args['expires-in'], LIMITS.enrolmentCodeTtlSecondsMax),
  }
  const created = await callAdmin(findDataDirectory(args, invocation), { call: 'codes.create', request })
  await output.print({ json: created, text: created.code })
  await output.note(
    'The code is shown only now. A new AOI Client registers with it:\n' +
      '  AOI_ENROLMENT_CODE=<code> aoi listen --server <URL> --app <NAME>',
  )
}

async function listCodes(dataDirectory: string, { output }: Invocation): Promise<void> {
  await printRows(output, {
    pages: eachPage(dataDirectory, { call: 'codes.list', request: {} }),
    rowsOf: ({ codes }) => codes,
    describe: describeCode,
    none: 'No enrolment code exists: `aoi admin codes create` creates one.',
  })
}

async function revokeCode(
  id: string,
  { output, dataDirectory }: Invocation & { dataDirectory: string },
): Promise<void> {
  const request = { id: parseOption('ID', { schema: enrolmentCodeIdSchema, value: id }) }
  const revoked = await callAdmin(dataDirectory, { call: 'codes.revoke', request })
  await output.print({ json: revoked, text: `revoked ${revoked.id}` })
}

function describeCode(code: EnrolmentCodeRow): string {
  const until = code.expiresAt === undefined ? '' : ` until ${code.expiresAt}`
  const state = code.revokedAt === undefined ? `valid${until}` : `revoked ${code.revokedAt}`
  const uses = `used ${code.uses} of ${code.usesMax ?? 'any number'}`
  return `${code.id}  ${printableJson(code.name)}  ${uses}  ${state}`
}
