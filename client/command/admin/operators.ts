import { defineCommand } from 'citty'
import { z } from 'zod'
import type { AdminOperator } from '../../../protocol/admin.ts'
import type { Invocation } from '../define.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { parseOption } from '../parse-option.ts'
import { printableJson } from '../printable.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'

const listCommand = defineLeaf({
  meta: { name: 'list', description: 'List the operators of the dashboard' },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: ['aoi admin operators list'],
  run: (args, invocation) => listOperators(findDataDirectory(args, invocation), invocation),
})

const resetCommand = defineLeaf({
  meta: {
    name: 'reset',
    description: 'Give an operator a new password, and remove authenticator, passkeys and sessions',
  },
  args: {
    email: {
      type: 'positional',
      required: true,
      description: 'E-mail address, from `aoi admin operators list`',
    },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin operators reset ada@example.com'],
  run: (args, invocation) =>
    resetOperator(args.email, { ...invocation, dataDirectory: findDataDirectory(args, invocation) }),
})

const setupCodeCommand = defineLeaf({
  meta: { name: 'setup-code', description: 'Print a setup code while there is no operator' },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: ['aoi admin operators setup-code'],
  run: async (args, invocation) => {
    const made = await callAdmin(findDataDirectory(args, invocation), {
      ...{ call: 'operators.setupCode', request: {} },
    })
    await invocation.output.print({ json: made, text: made.code })
    await invocation.output.note(
      `Enter it at ${made.url} within a day. It creates the first operator, an admin.`,
    )
  },
})

/** `aoi admin operators`: the operators of the dashboard. */
export const operatorsCommand = {
  ...defineCommand({
    meta: { name: 'operators', description: 'Manage the operators of the dashboard' },
    subCommands: { list: listCommand, reset: resetCommand, 'setup-code': setupCodeCommand },
  }),
  examples: [...listCommand.examples, ...resetCommand.examples, ...setupCodeCommand.examples],
}

async function listOperators(dataDirectory: string, { output }: Invocation): Promise<void> {
  const { operators } = await callAdmin(dataDirectory, { call: 'operators.list', request: {} })
  for (const operator of operators) await output.print({ json: operator, text: describeOperator(operator) })
  if (operators.length === 0)
    await output.note('No operator exists: `aoi admin operators setup-code` prints a setup code.')
}

async function resetOperator(
  email: string,
  { output, dataDirectory }: Invocation & { dataDirectory: string },
): Promise<void> {
  const request = { email: parseOption('EMAIL', { schema: z.email(), value: email }) }
  const reset = await callAdmin(dataDirectory, { call: 'operators.reset', request })
  await output.print({ json: reset, text: reset.password })
  await output.note(
    `The new password of ${printableJson(reset.email)} is shown only now. Sign in at ${reset.url} and change it in the settings.`,
  )
}

function describeOperator(operator: AdminOperator): string {
  const { email, name, role, passkeys, authenticator, authenticatorLost } = operator
  const totp = authenticatorLost ? 'authenticator lost' : 'authenticator'
  const means = [...(authenticator ? [totp] : []), ...(passkeys > 0 ? [`${passkeys} passkeys`] : [])]
  return `${printableJson(email)}  ${role}  ${printableJson(name)}  ${means.join(', ') || 'password'}`
}
