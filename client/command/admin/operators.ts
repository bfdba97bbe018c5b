import { defineCommand } from 'citty'
import { z } from 'zod'
import type { AdminOperator } from '../../../protocol/admin.ts'
import type { InvitationMail } from '../../../protocol/dashboard/account.ts'
import { ROLES } from '../../../protocol/dashboard/roles.ts'
import { NEWS_LANGUAGES } from '../../../protocol/finding-texts.ts'
import type { Invocation } from '../define.ts'
import { defineLeaf, JSON_ARGUMENT } from '../define.ts'
import { parseOption } from '../parse-option.ts'
import { printableJson } from '../printable.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'

const languageSchema = z.enum(NEWS_LANGUAGES, { error: `must be one of ${NEWS_LANGUAGES.join(', ')}` })
const roleSchema = z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` })

const listCommand = defineLeaf({
  meta: { name: 'list', description: 'List the operators of the dashboard' },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: ['aoi admin operators list'],
  run: (args, invocation) => listOperators(findDataDirectory(args, invocation), invocation),
})

const MAIL_ARGUMENTS = {
  language: {
    type: 'string',
    valueHint: 'LANGUAGE',
    description: `Language of the mail: ${NEWS_LANGUAGES.join(' or ')} (default: en)`,
  },
} as const

const resetCommand = defineLeaf({
  meta: {
    name: 'reset',
    description:
      'Give an operator a new password by mail or on this screen, and remove authenticator, passkeys and sessions',
  },
  args: {
    email: {
      type: 'positional',
      required: true,
      description: 'E-mail address, from `aoi admin operators list`',
    },
    print: { type: 'boolean', description: 'Print the password, and send no mail' },
    ...MAIL_ARGUMENTS,
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin operators reset ada@example.com'],
  run: (args, invocation) =>
    resetOperator(args, { ...invocation, dataDirectory: findDataDirectory(args, invocation) }),
})

const inviteCommand = defineLeaf({
  meta: { name: 'invite', description: 'Invite a person to become an operator, by a link that works once' },
  args: {
    email: { type: 'positional', required: true, description: 'E-mail address of the person' },
    role: {
      type: 'string',
      required: true,
      valueHint: 'ROLE',
      description: `Role of the operator: ${ROLES.join(', ')}`,
    },
    print: { type: 'boolean', description: 'Print the link, and send no mail' },
    ...MAIL_ARGUMENTS,
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin operators invite grace@example.com --role operator'],
  run: (args, invocation) =>
    inviteOperator(args, { ...invocation, dataDirectory: findDataDirectory(args, invocation) }),
})

const removeCommand = defineLeaf({
  meta: { name: 'remove', description: 'Remove an operator, and end their sessions; the last admin stays' },
  args: {
    email: {
      type: 'positional',
      required: true,
      description: 'E-mail address, from `aoi admin operators list`',
    },
    ...DATA_DIR_ARGUMENT,
    ...JSON_ARGUMENT,
  },
  examples: ['aoi admin operators remove grace@example.com'],
  run: async (args, invocation) => {
    const request = { email: parseOption('EMAIL', { schema: z.email(), value: args.email }) }
    const removed = await callAdmin(findDataDirectory(args, invocation), {
      ...{ call: 'operators.remove', request },
    })
    await invocation.output.print({ json: removed, text: `removed ${printableJson(removed.email)}` })
  },
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
    subCommands: {
      ...{ list: listCommand, invite: inviteCommand, reset: resetCommand, remove: removeCommand },
      'setup-code': setupCodeCommand,
    },
  }),
  examples: [listCommand, inviteCommand, resetCommand, removeCommand, setupCodeCommand].flatMap(
    ({ examples }) => examples,
  ),
}

async function listOperators(dataDirectory: string, { output }: Invocation): Promise<void> {
  const { operators } = await callAdmin(dataDirectory, { call: 'operators.list', request: {} })
  for (const operator of operators) await output.print({ json: operator, text: describeOperator(operator) })
  if (operators.length === 0)
    await output.note('No operator exists: `aoi admin operators setup-code` prints a setup code.')
}

async function inviteOperator(
  { email, role, ...mailing }: MailOptions & { email: string; role: string },
  { output, dataDirectory }: Invocation & { dataDirectory: string },
): Promise<void> {
  const request = {
    email: parseOption('EMAIL', { schema: z.email(), value: email }),
    role: parseOption('--role', { schema: roleSchema, value: role }),
    ...readMailOptions(mailing),
  }
  const invited = await callAdmin(dataDirectory, { call: 'operators.invite', request })
  const { url, expiresAt, mail } = invited
  const address = printableJson(invited.email)
  await output.print({ json: invited, text: url ?? `mailed to ${address}` })
  const advice =
    url === undefined
      ? 'The link is in the mail alone.'
      : `The link is shown only now. Give it to ${address} yourself: ${explainMail(mail)}`
  await output.note(`${advice} It works once, until ${expiresAt}.`)
}

type MailOptions = { print?: boolean | undefined; language?: string | undefined }

function readMailOptions({ print = false, language = 'en' }: MailOptions) {
  return { print, language: parseOption('--language', { schema: languageSchema, value: language }) }
}

/** Says why no mail was sent. */
function explainMail(mail: InvitationMail): string {
  if (mail.state === 'failed') return `the mail was not sent, because ${mail.reason}.`
  if (mail.state === 'limited')
    return `this address got too many mails. The next one is possible in ${mail.retryAfterSeconds} s.`
  return 'the server has sent no mail.'
}

async function resetOperator(
  { email, ...mailing }: MailOptions & { email: string },
  { output, dataDirectory }: Invocation & { dataDirectory: string },
): Promise<void> {
  const request = {
    email: parseOption('EMAIL', { schema: z.email(), value: email }),
    ...readMailOptions(mailing),
  }
  const reset = await callAdmin(dataDirectory, { call: 'operators.reset', request })
  const address = printableJson(reset.email)
  await output.print({ json: reset, text: reset.password ?? `mailed to ${address}` })
  await output.note(
    reset.password === undefined
      ? 'The mail has a link for a new password. It works once, for an hour. --print prints a password instead.'
      : `The new password of ${address} is shown only now: ${explainMail(reset.mail)} Sign in at ${reset.url} and change it in the settings.`,
  )
}

function describeOperator(operator: AdminOperator): string {
  const { email, name, role, passkeys, authenticator, authenticatorLost } = operator
  const totp = authenticatorLost ? 'authenticator lost' : 'authenticator'
  const means = [
    ...(operator.password ? ['password'] : []),
    ...(authenticator ? [totp] : []),
    ...(passkeys > 0 ? [`${passkeys} passkeys`] : []),
    ...(operator.identityProvider ? ['identity provider'] : []),
  ]
  return `${printableJson(email)}  ${role}  ${printableJson(name)}  ${means.join(', ') || 'no way to sign in'}`
}
