import type { z } from 'zod'
import type { eraseScopeSchema } from '../../../protocol/admin.ts'
import { countOf } from '../../../protocol/count-of.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { notificationIdSchema } from '../../../protocol/notification.ts'
import {
  aoiClientIdSchema,
  applicationNameSchema,
  clientAppTokenSchema,
} from '../../../protocol/registration.ts'
import { textSchema } from '../../../protocol/text.ts'
import { CommandFailure } from '../command-failure.ts'
import { defineLeaf, type Invocation, JSON_ARGUMENT } from '../define.ts'
import { parseOption } from '../parse-option.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'

type Scope = z.infer<typeof eraseScopeSchema>

/** As pages show a token. */
const FINGERPRINT = /^[0-9a-f]{6}$/

const SCOPES = {
  notification: { type: 'string', valueHint: 'ID', description: 'Erase the payload of this notification' },
  token: {
    type: 'string',
    valueHint: 'TOKEN',
    description: 'Erase all payloads of this Client App Token, or of the one with this fingerprint',
  },
  application: {
    type: 'string',
    valueHint: 'NAME',
    description: 'Erase all payloads of the tokens of this ApplicationName',
  },
  'aoi-client': {
    type: 'string',
    valueHint: 'ID',
    description: 'Erase all payloads of which this AOI Client was a recipient, also of shared tokens',
  },
} as const

type ScopeArguments = Partial<Record<keyof typeof SCOPES, string | undefined>>

/** `aoi admin erase`: removes payloads from the log at once. Outcomes and counts stay. */
export const eraseCommand = defineLeaf({
  meta: {
    name: 'erase',
    description: 'Erase the payloads of a notification, token, application or AOI Client',
  },
  args: {
    ...SCOPES,
    reason: { type: 'string', valueHint: 'TEXT', description: 'Reason, for the audit' },
    'dry-run': { type: 'boolean', description: 'Only count the payloads' },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: [
    'aoi admin erase --application com.example.news --dry-run',
    'aoi admin erase --aoi-client ac_… --reason "the person asked for it"',
  ],
  run: async (args, invocation) => {
    const { output } = invocation
    const scope = readScope(args)
    const isDryRun = args['dry-run'] === true
    const reasonSchema = textSchema(1, LIMITS.actReasonBytes)
    const request = {
      scope,
      ...(isDryRun && { dryRun: true }),
      ...(args.reason !== undefined && {
        reason: parseOption('--reason', { schema: reasonSchema, value: args.reason }),
      }),
    }
    const { erased, unchanged } = await eraseAll(request, {
      ...invocation,
      dataDirectory: findDataDirectory(args, invocation),
    })
    const did = isDryRun ? 'would be erased' : 'erased'
    const text = `${countOf(erased, 'payload')} ${did}${unchanged === 0 ? '' : `, ${unchanged} had been erased before`}`
    await output.print({ json: { erased, unchanged, dryRun: isDryRun }, text })
    if (!isDryRun) await output.note('Backups that were made before keep these payloads.')
  },
})

/** Returns the scope of the one option that names it. */
function readScope(args: ScopeArguments): Scope {
  const given = Object.keys(SCOPES).filter((name) => args[name as keyof typeof SCOPES] !== undefined)
  if (given.length !== 1)
    throw new CommandFailure(
      'usage',
      'give exactly one of --notification, --token, --application, --aoi-client',
    )
  if (args.notification !== undefined)
    return {
      notificationId: parseOption('--notification', {
        schema: notificationIdSchema,
        value: args.notification,
      }),
    }
  if (args.application !== undefined)
    return {
      applicationName: parseOption('--application', {
        schema: applicationNameSchema,
        value: args.application,
      }),
    }
  if (args['aoi-client'] !== undefined)
    return {
      aoiClientId: parseOption('--aoi-client', { schema: aoiClientIdSchema, value: args['aoi-client'] }),
    }
  const token = args.token ?? ''
  if (FINGERPRINT.test(token)) return { fingerprint: token }
  return { clientAppToken: parseOption('--token', { schema: clientAppTokenSchema, value: token }) }
}

type EraseRequest = { scope: Scope; dryRun?: boolean; reason?: string }

/** Calls the server until everything is erased, and reports the progress. */
async function eraseAll(
  request: EraseRequest,
  { output, terminal, dataDirectory }: Invocation & { dataDirectory: string },
): Promise<{ erased: number; unchanged: number }> {
  let cursor: string | undefined
  for (;;) {
    const part = { ...request, ...(cursor !== undefined && { cursor }) }
    const { erased, unchanged, nextCursor } = await callAdmin(dataDirectory, {
      call: 'payloads.erase',
      request: part,
    })
    if (nextCursor === undefined) return { erased, unchanged }
    await output.note(`${erased} so far`)
    if (terminal.stopping.aborted)
      throw new CommandFailure(
        'failed',
        `stopped after ${countOf(erased, 'payload')}: run the command again for the rest`,
      )
    cursor = nextCursor
  }
}
