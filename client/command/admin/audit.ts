import { defineCommand } from 'citty'
import { z } from 'zod'
import { countOf } from '../../../protocol/count-of.ts'
import { CommandFailure } from '../command-failure.ts'
import { defineLeaf, type Invocation, JSON_ARGUMENT } from '../define.ts'
import { parseOption, parseWholeNumber } from '../parse-option.ts'
import { printableJson } from '../printable.ts'
import { DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { eachPage } from './each-page.ts'
import { findDatabaseUrl } from './find-database-url.ts'
import { loadKeepData } from './load-server-module.ts'

const ROW_ID_MAX = 2 ** 31 - 1

const knownRowSchema = z
  .string()
  .regex(/^\d{1,10}:[0-9a-f]{64}$/, {
    error: 'must be ID:HASH, as an export or an earlier check printed them',
  })
  .transform((text) => ({ id: Number(text.split(':')[0]), hash: text.split(':')[1] ?? '' }))

const exportCommand = defineLeaf({
  meta: { name: 'export', description: 'Print the audit, the oldest row first, one JSON object per line' },
  args: {
    after: { type: 'string', valueHint: 'ID', description: 'Print only rows after this one' },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin audit export > audit.ndjson', 'aoi admin audit export --after 1200 >> audit.ndjson'],
  run: (args, invocation) =>
    exportAudit(args.after, { ...invocation, dataDirectory: findDataDirectory(args, invocation) }),
})

const verifyCommand = defineLeaf({
  meta: { name: 'verify', description: 'Check that no row of the audit was changed, inserted or removed' },
  args: {
    path: {
      type: 'positional',
      required: false,
      description:
        'Directory that `aoi admin backup` made (default: the database at DATABASE_URL, or in the data directory)',
    },
    known: {
      type: 'string',
      valueHint: 'ID:HASH',
      description: 'A row and its hash from an export or an earlier check, which it must still have',
    },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin audit verify', 'aoi admin audit verify /var/backups/aoi-2026-01-31'],
  run: async (args, invocation) => {
    const databaseUrl = findDatabaseUrl(invocation.terminal.env)
    const { verifyAudit } = await loadKeepData()
    const answer = await verifyAudit({
      dataDirectory: findDataDirectory(args, invocation),
      ...(args.path === undefined ? {} : { path: args.path }),
      ...(args.known === undefined
        ? {}
        : { known: parseOption('--known', { schema: knownRowSchema, value: args.known }) }),
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      report: (sentence) => void invocation.output.note(sentence),
    })
    await printAnswer(answer, invocation)
  },
})

/** `aoi admin audit`: the record of the acts of operators. */
export const auditCommand = {
  ...defineCommand({
    meta: { name: 'audit', description: 'Export the audit, or check its hash chain' },
    subCommands: { export: exportCommand, verify: verifyCommand },
  }),
  examples: [...exportCommand.examples, ...verifyCommand.examples],
}

async function exportAudit(
  after: string | undefined,
  { output, dataDirectory }: Invocation & { dataDirectory: string },
): Promise<void> {
  const request =
    after === undefined
      ? {}
      : { after: parseWholeNumber('--after', { value: after, min: 0, max: ROW_ID_MAX }) }
  for await (const { events } of eachPage(dataDirectory, { call: 'audit.list', request }))
    for (const event of events)
      if (!(await output.print({ json: event, text: printableJson(JSON.stringify(event)) }))) return
}

type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof loadKeepData>>['verifyAudit']>>

function describeChain({ chained, waiting }: Answer): string {
  const inChain = `the chain is whole: ${countOf(chained, 'row')}`
  if (waiting === 0) return inChain
  return `${inChain}; ${countOf(waiting, 'older row is', 'older rows are')} not in the chain yet`
}

async function printAnswer(answer: Answer, { output }: Invocation): Promise<void> {
  const { last, faults } = answer
  for (const fault of faults) await output.print({ json: { fault }, text: fault })
  if (faults.length > 0)
    throw new CommandFailure(
      'failed',
      `the audit is not as the server wrote it: ${countOf(faults.length, 'fault')} listed, the first 20 at most`,
    )
  await output.print({
    json: answer,
    text: [describeChain(answer), `the chain ends with ${last.id}:${last.hash}`].join('\n'),
  })
  await output.note(
    'Keep the end of the chain outside of this machine. Later, check that it is still there:\n' +
      `  aoi admin audit verify --known ${last.id}:${last.hash}`,
  )
}
