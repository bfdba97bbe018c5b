import { z } from '@hono/zod-openapi'
import {
  endedSessionsSchema,
  invitationMailSchema,
  invitationRowSchema,
  mailedInvitationSchema,
  operatorRowSchema,
  operatorSessionSchema,
  roleChangeSchema,
} from '#protocol/dashboard/account.ts'
import { NEWS_LANGUAGES } from '#protocol/finding-texts.ts'
import { AoiError } from '#server/core/errors.ts'
import { toInstant } from '#server/core/instants.ts'
import { inviteByMail } from '#server/core/operators/invite-by-mail.ts'
import type { ListedOperator, OpenInvitation, Operators } from '#server/core/operators/operators.ts'
import { resetByMail } from '#server/core/operators/reset-by-mail.ts'
import { toSessionRow } from '../dashboard/account.ts'
import { pageQuery } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { adminOperation } from './admin-operation.ts'
import { pageOfRows } from './page-of-rows.ts'

const id = '019a0d5e-7c00-4000-8000-000000000000'
const email = 'grace@example.com'
const example = {
  ...{ id, name: 'Grace', email, role: 'operator', createdAt: EXAMPLES.acceptedAt },
  ...{ passkeys: 1, totp: false, hasPassword: true, isLinked: false },
}
const invitation = {
  ...{ id, email, role: 'operator', invitedBy: '' },
  ...{ createdAt: EXAMPLES.acceptedAt, expiresAt: EXAMPLES.expiresAt },
}

const invitationSchema = mailedInvitationSchema.extend({
  /** Returns the link, and sends no mail. */
  print: z.boolean().default(false),
})

const resetSchema = z.strictObject({
  /** The language of the mail. */
  language: z.enum(NEWS_LANGUAGES).default('en'),
  /** Returns the password, and sends no mail. */
  print: z.boolean().default(false),
})

const session = {
  ...{ id, createdAt: EXAMPLES.acceptedAt, expiresAt: EXAMPLES.expiresAt },
  ...{ address: '203.0.113.7', userAgent: 'Mozilla/5.0' },
}

const ofRow = z.strictObject({ id: z.string().min(1).max(64) })
const nextCursor = z.string().optional()

const toOperator = (row: ListedOperator) => ({ ...row, createdAt: toInstant(row.createdAt) })
const toInvitation = (row: OpenInvitation) => ({
  ...row,
  createdAt: toInstant(row.createdAt),
  expiresAt: toInstant(row.expiresAt),
})

/** Throws `notFound`. */
async function getOperator(operators: Pick<Operators, 'list'>, id: string): Promise<ListedOperator> {
  const found = (await operators.list()).find((row) => row.id === id)
  if (found === undefined) throw new AoiError('notFound', 'id: no operator has this id')
  return found
}

const accountOperations = [
  adminOperation({
    ...{ method: 'get', path: '/operators', operationId: 'listOperators', scope: 'operators:read' },
    summary: 'List operators',
    description: 'The earliest first.',
    query: z.strictObject(pageQuery),
    answers: {
      ...{ status: 200, description: 'A page of operators' },
      schema: z.strictObject({ operators: z.array(operatorRowSchema), nextCursor }),
      example: { operators: [example] },
    },
    run: async ({ services: { operators }, query }) => {
      const { rows, ...page } = pageOfRows(await operators.list(), query)
      return { operators: rows.map(toOperator), ...page }
    },
  }),
  adminOperation({
    ...{ method: 'get', path: '/operators/{id}', operationId: 'getOperator', scope: 'operators:read' },
    summary: 'Get an operator',
    description: 'With the role and the means of sign-in.',
    params: ofRow,
    answers: { status: 200, description: 'The operator', schema: operatorRowSchema, example },
    errors: ['404'],
    run: async ({ services: { operators }, path }) => toOperator(await getOperator(operators, path.id)),
  }),
  adminOperation({
    ...{ method: 'patch', path: '/operators/{id}', operationId: 'changeRole', scope: 'operators:write' },
    summary: 'Change the role of an operator',
    description: 'Ends the sessions of the operator. The last admin stays an admin.',
    params: ofRow,
    body: { schema: roleChangeSchema, example: { role: 'viewer' } },
    errors: ['404'],
    run: async ({ services: { operators }, actor, path, body }) => {
      const found = (await operators.list()).find((row) => row.id === path.id)
      // The same role again is no change, so that a repeated request ends no sessions.
      if (found?.role === body.role) return undefined
      await operators.changeRole({ actor: { email: actor }, operatorId: path.id, role: body.role })
      return undefined
    },
  }),
  adminOperation({
    ...{ method: 'delete', path: '/operators/{id}', operationId: 'removeOperator', scope: 'operators:write' },
    summary: 'Remove an operator',
    description: 'Ends the sessions of the operator. The last admin stays.',
    params: ofRow,
    errors: ['404'],
    run: async ({ services: { operators }, actor, path }) => {
      await operators.remove({ actor: { email: actor }, operatorId: path.id })
      return undefined
    },
  }),
]

const recoveryOperations = [
  adminOperation({
    ...{ method: 'post', path: '/operators/{id}/reset', operationId: 'resetOperator' },
    scope: 'operators:write',
    summary: 'Give an operator a new password',
    description:
      'For an operator who lost the means of sign-in: removes the password, the authenticator and the passkeys, and ends the sessions. With `AOI_SMTP_URL` the server mails a link for a new password, and the answer has a password only if the mail failed, or with `print`.',
    params: ofRow,
    body: { schema: resetSchema, example: {} },
    answers: {
      ...{ status: 200, description: 'The way back in' },
      schema: z.strictObject({ password: z.string().optional(), url: z.url(), mail: invitationMailSchema }),
      example: { url: 'https://push.example/sign-in', mail: { state: 'sent' } },
    },
    errors: ['404'],
    run: async ({ services, actor, path, body }) => {
      const { email } = await getOperator(services.operators, path.id)
      const reset = await resetByMail({ ...services, actor, email, ...body })
      return { ...reset, url: `${services.context.settings.dashboardUrl}/sign-in` }
    },
  }),
  adminOperation({
    ...{ method: 'get', path: '/operators/{id}/sessions', operationId: 'listOperatorSessions' },
    scope: 'operators:read',
    summary: 'List the sessions of an operator',
    description: 'With the address and the browser of each.',
    params: ofRow,
    answers: {
      ...{ status: 200, description: 'The sessions' },
      schema: z.strictObject({ sessions: z.array(operatorSessionSchema.omit({ own: true })) }),
      example: { sessions: [session] },
    },
    errors: ['404'],
    run: async ({ services: { operators }, path }) => {
      await getOperator(operators, path.id)
      return { sessions: (await operators.listSessions(path.id)).map(toSessionRow) }
    },
  }),
  adminOperation({
    ...{ method: 'delete', path: '/operators/{id}/sessions', operationId: 'endOperatorSessions' },
    scope: 'operators:write',
    summary: 'End all sessions of an operator',
    description: 'The operator must sign in again.',
    params: ofRow,
    answers: {
      ...{ status: 200, description: 'How many ended', schema: endedSessionsSchema, example: { ended: 2 } },
    },
    errors: ['404'],
    run: async ({ services: { operators }, actor, path }) => {
      await getOperator(operators, path.id)
      return { ended: await operators.endSessions({ actor: { email: actor }, operatorId: path.id }) }
    },
  }),
]

const invitationOperations = [
  adminOperation({
    ...{ method: 'get', path: '/invitations', operationId: 'listInvitations', scope: 'operators:read' },
    summary: 'List open invitations',
    description: 'The newest first, without their codes.',
    query: z.strictObject(pageQuery),
    answers: {
      ...{ status: 200, description: 'A page of invitations' },
      schema: z.strictObject({ invitations: z.array(invitationRowSchema), nextCursor }),
      example: { invitations: [invitation] },
    },
    run: async ({ services: { operators }, query }) => {
      const { rows, ...page } = pageOfRows(await operators.listInvitations(), query)
      return { invitations: rows.map(toInvitation), ...page }
    },
  }),
  adminOperation({
    ...{ method: 'post', path: '/invitations', operationId: 'inviteOperator', scope: 'operators:write' },
    summary: 'Invite a person to become an operator',
    description:
      'The link works once, and ends after a day. With `AOI_SMTP_URL` the server mails it, and the answer has it only if the mail failed, or with `print`. `409` if an invitation for the address is open or an operator has it: `parameters.id` is its id.',
    body: { schema: invitationSchema, example: { email, role: 'operator' } },
    answers: {
      ...{ status: 201, description: 'The invitation' },
      schema: z.strictObject({
        ...{ url: z.url().optional(), expiresAt: z.iso.datetime(), mail: invitationMailSchema },
      }),
      example: { expiresAt: EXAMPLES.expiresAt, mail: { state: 'sent' } },
    },
    errors: ['409'],
    run: async ({ services: { operators, operatorMail, context }, actor, body: { print, ...body } }) => {
      const isSame = (row: { email: string }) => row.email === body.email.toLowerCase()
      const existing =
        (await operators.list()).find(isSame) ?? (await operators.listInvitations()).find(isSame)
      if (existing !== undefined)
        throw new AoiError('exists', 'email: an operator or an open invitation has this address', {
          parameters: { id: existing.id },
        })
      const { code, expiresAt, mail } = await inviteByMail({
        ...{ operators, operatorMail, actor: { email: actor }, ...body, print },
      })
      const url = `${context.settings.dashboardUrl}/invitation#${code}`
      return { ...(code !== undefined && { url }), expiresAt: toInstant(expiresAt), mail }
    },
  }),
  adminOperation({
    ...{ method: 'delete', path: '/invitations/{id}', operationId: 'withdrawInvitation' },
    scope: 'operators:write',
    summary: 'Withdraw an invitation',
    description: 'Its link stops working.',
    params: ofRow,
    errors: ['404'],
    run: async ({ services: { operators }, actor, path }) => {
      await operators.withdrawInvitation({ actor: { email: actor }, invitationId: path.id })
      return undefined
    },
  }),
]

/** Operators of the dashboard, their ways back in, and invitations to become one. */
export const operatorOperations = [...accountOperations, ...recoveryOperations, ...invitationOperations]
