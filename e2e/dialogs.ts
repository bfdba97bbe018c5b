import { randomUUID } from 'node:crypto'
import { createOTP } from '@better-auth/utils/otp'
import type { Locator, Page } from '@playwright/test'
import type { DialogName } from '../components/ui/dialog-names.ts'
import { readSecret } from '../server/testing/authenticator.ts'
import { OPERATOR } from './operator.ts'
import { plugInPasskeys } from './passkeys.ts'
import { Caller, registerMember } from './seed.ts'
import type { TestServer } from './test-server.ts'

/** The objects that the table of dialogs works on: made through the API beforehand, and used up by one dialog. */
export type Subjects = {
  server: TestServer
  admin: Caller
  /** A name that no other application, key, operator or invitation has. */
  application: string
  tokenId: string
  fingerprint: string
  aoiClientId: string
  live: string
  expired: string
  /** Of a hook to the token; only where the row made it. */
  hookId?: string
  /** Of a webhook for the application; only where the row made it. */
  webhookId?: string
  /** Signs the operator in while their authenticator is on; only where the row turned it on. */
  backupCode?: string
}

type Row = {
  /** The page of the dialog, and the element that opens it; or the `key` that does. */
  path: (subjects: Subjects) => string
  trigger: (page: Page, subjects: Subjects) => Locator
  key?: string
  /** Steps on the page before the dialog opens. */
  ready?: (page: Page, subjects: Subjects) => Promise<void>
  /** Fills in the dialog, and returns a field whose text must survive a failure. */
  fill?: (dialog: Locator, subjects: Subjects) => Promise<Locator | undefined>
  /** The button that acts, and a part of the operation's path. `$` is its end. */
  submit: (dialog: Locator) => Locator
  operation: string
  /** The dialog itself shows the outcome. */
  stays?: true
  /** Makes objects that only this dialog acts on. */
  prepare?: (subjects: Subjects) => Promise<void>
}

const REASON = 'Because of a test'

async function fillReason(dialog: Locator): Promise<Locator> {
  const field = dialog.getByLabel('Reason, for the audit')
  await field.fill(REASON)
  return field
}

const button = (scope: Page | Locator, name: string | RegExp) => scope.getByRole('button', { name })
const danger = (dialog: Locator) => dialog.locator('button[data-look=danger]')
const primary = (dialog: Locator) => dialog.locator('button[data-look=primary]')

/** An act on one selected row of a list. */
const onSelection = (input: Pick<Row, 'path' | 'ready'> & { press: string; operation: string }): Row => ({
  path: input.path,
  ...(input.ready === undefined ? {} : { ready: input.ready }),
  trigger: (page) => button(page, input.press),
  fill: fillReason,
  submit: danger,
  operation: input.operation,
})

/** Adds an operator with the role viewer, named after the application. */
async function addViewer({ server, admin, application }: Subjects): Promise<void> {
  const email = `${application}@example.com`
  const { code } = await admin.call({
    path: '/api/dashboard/operators',
    body: { email, role: 'viewer' },
  })
  const body = { code, email, name: application, password: OPERATOR.password }
  await new Caller(server).call({ path: '/api/auth/accept', body })
}

/** Makes a hook to the token. */
async function addHook(subjects: Subjects): Promise<void> {
  const { admin, application: name, tokenId } = subjects
  const body = { name, shape: 'plain', tokenId: Number(tokenId) }
  const { id = '' } = await admin.call({ path: '/api/dashboard/hooks', body })
  subjects.hookId = id
}

/** Makes a webhook whose receiver does not exist. */
async function addWebhook(subjects: Subjects): Promise<void> {
  const { admin, application: name } = subjects
  const body = { name, url: 'https://receiver.invalid/aoi', applications: [name] }
  const { id = '' } = await admin.call({ path: '/api/dashboard/webhooks', body })
  subjects.webhookId = id
}

/** Sets up the operator's authenticator on the page, and keeps a backup code. */
async function turnOnAuthenticator(page: Page, subjects: Subjects): Promise<void> {
  await page.getByLabel('Your password').fill(OPERATOR.password)
  await button(page, 'Set up authenticator').click()
  const once = page.locator('[data-dialog=once]')
  const codes = (await once.locator('code').textContent()) ?? ''
  subjects.backupCode = codes.split(' ')[0] ?? ''
  await button(once, 'I have stored it').click()
  const address = (await page.getByText('otpauth://').textContent()) ?? ''
  await page.getByLabel('Code', { exact: true }).fill(await createOTP(readSecret(address)).totp())
  await button(page, 'Turn on authenticator').click()
}

const onKey = (s: Subjects) => `/applications?name=${s.application}`
const tickFirst = (page: Page) => page.locator('tbody input[type=checkbox]').first().check()
const onNotification = (s: Subjects) => `/notifications/${s.live}`
const onClient = (s: Subjects) => `/aoi-clients/${s.aoiClientId}`
const onHook = (s: Subjects) => `/hooks/${s.hookId}`
const onWebhook = (s: Subjects) => `/webhooks/${s.webhookId}`
const onToken = (s: Subjects) => `/tokens/${s.tokenId}`

/** Dialogs with tests of their own, because they need more than a page and a button, are left out. */
export type TabledName = Exclude<
  DialogName,
  'once' | 'stepUp' | 'signInAgain' | 'palette' | 'keys' | 'invite' | 'muteFinding'
>

/**
 * Dialogs whose acts `npm test` does, one for each kind: a value that is shown once, an act on a row or on selected rows,
 * a dialog that stays or has another one in it, one that leads to another page, text that confirms, and those of the
 * operator's own credentials. `npm run test:tables` does the acts of all.
 */
export const STAND_FOR_OTHERS: ReadonlySet<string> = new Set<TabledName>([
  ...(['createKey', 'revokeKey', 'testWebhook', 'revealToken', 'compose', 'removeView'] as const),
  ...(['deregister', 'changeRole', 'revokeToken'] as const),
  ...(['removePasskey', 'turnOffAuthenticator', 'endOwnSession'] as const),
])

/** Every dialog with an act, complete by type: a new one must be added. */
export const DIALOGS: Record<TabledName, Row> = {
  createKey: {
    path: () => '/applications',
    trigger: (page) => button(page, 'Create API key…'),
    fill: async (dialog, s) => {
      await dialog.getByLabel('May send to').fill(s.application)
      const name = dialog.getByLabel('Server Application')
      await name.fill('made-by-the-table')
      return name
    },
    submit: primary,
    operation: '/dashboard/api-keys',
  },
  rotateKey: {
    path: onKey,
    trigger: (page) => button(page, 'Rotate key…').first(),
    fill: async (dialog) => {
      const hours = dialog.getByLabel('Hours until the old key expires')
      await hours.fill('0')
      return hours
    },
    submit: danger,
    operation: '/rotate',
  },
  revokeKey: {
    path: onKey,
    trigger: (page) => button(page, 'Revoke key…').first(),
    submit: danger,
    operation: '/revoke',
  },
  createHook: {
    path: () => '/hooks',
    trigger: (page) => button(page, 'Create hook…'),
    fill: async (dialog, s) => {
      await dialog.getByLabel('Grafana').check()
      await dialog.getByLabel('Token').selectOption(s.tokenId)
      const name = dialog.getByLabel('Name')
      await name.fill('made-by-the-table')
      return name
    },
    submit: primary,
    operation: '/dashboard/hooks',
  },
  testHook: {
    path: onHook,
    prepare: addHook,
    trigger: (page) => button(page, 'Send a test…'),
    submit: primary,
    operation: '/test',
  },
  rotateHook: {
    path: onHook,
    prepare: addHook,
    trigger: (page) => button(page, 'Rotate address…'),
    fill: async (dialog) => {
      const hours = dialog.getByLabel('Hours until the old address ends')
      await hours.fill('0')
      return hours
    },
    submit: danger,
    operation: '/rotate',
  },
  revokeHook: {
    path: onHook,
    prepare: addHook,
    trigger: (page) => button(page, 'Revoke hook…'),
    submit: danger,
    operation: '/revoke',
  },
  createAdminKey: {
    path: () => '/applications',
    trigger: (page) => button(page, 'Create admin key…'),
    fill: async (dialog) => {
      await dialog.getByLabel('keys:read', { exact: true }).check()
      const name = dialog.getByLabel('Name')
      await name.fill('made-by-the-table')
      return name
    },
    submit: primary,
    operation: '/dashboard/admin-keys',
  },
  revokeAdminKey: {
    path: () => '/applications',
    trigger: (page, s) => button(page, `Revoke admin key ${s.application}`),
    submit: danger,
    operation: '/revoke',
    prepare: async ({ admin, application: name }) => {
      await admin.call({ path: '/api/dashboard/admin-keys', body: { name, scopes: ['keys:read'] } })
    },
  },
  createWebhook: {
    path: () => '/webhooks',
    trigger: (page) => button(page, 'Create webhook…'),
    fill: async (dialog, s) => {
      await dialog.getByLabel('URL').fill('https://receiver.invalid/aoi')
      await dialog.getByLabel('Applications').fill(s.application)
      const name = dialog.getByLabel('Name', { exact: true })
      await name.fill('made-by-the-table')
      return name
    },
    submit: primary,
    operation: '/dashboard/webhooks',
  },
  testWebhook: {
    path: onWebhook,
    prepare: addWebhook,
    trigger: (page) => button(page, 'Send a test…'),
    submit: primary,
    operation: '/test',
    stays: true,
  },
  resendEvent: {
    path: onWebhook,
    prepare: async (s) => {
      await addWebhook(s)
      await registerMember(s.server, s.application)
    },
    // The receiver fails, so new lines come above the first one.
    trigger: (page) => button(page, /^Send again…/).last(),
    submit: danger,
    operation: '/resend',
  },
  rotateWebhook: {
    path: onWebhook,
    prepare: addWebhook,
    trigger: (page) => button(page, 'Rotate secret…'),
    fill: async (dialog) => {
      const hours = dialog.getByLabel('Hours until the old secret ends')
      await hours.fill('0')
      return hours
    },
    submit: danger,
    operation: '/rotate',
  },
  removeWebhook: {
    path: onWebhook,
    prepare: addWebhook,
    trigger: (page) => button(page, 'Remove webhook…'),
    submit: danger,
    operation: '/remove',
  },
  createCode: {
    path: () => '/settings',
    trigger: (page) => button(page, 'Create code…'),
    fill: async (dialog) => {
      await dialog.getByLabel('Number of AOI Clients that may use it').fill('3')
      const name = dialog.getByLabel('Name')
      await name.fill('made-by-the-table')
      return name
    },
    submit: primary,
    operation: '/dashboard/enrolment-codes',
  },
  revokeCode: {
    path: () => '/settings',
    trigger: (page, s) => button(page, `Revoke code ${s.application}`),
    submit: danger,
    operation: '/revoke',
    prepare: async ({ admin, application: name }) => {
      await admin.call({ path: '/api/dashboard/enrolment-codes', body: { name } })
    },
  },
  newsLink: {
    path: () => '/settings',
    trigger: (page) => button(page, 'Receive on a device…'),
    submit: primary,
    operation: '/account/findings/link',
    stays: true,
  },
  testToken: {
    path: onToken,
    trigger: (page) => button(page, 'Send a test'),
    fill: async (dialog) => {
      const text = dialog.getByLabel('Text')
      await text.fill('typed before it failed')
      return text
    },
    submit: primary,
    operation: '/test',
  },
  revealToken: {
    path: onToken,
    trigger: (page) => button(page, 'Reveal'),
    fill: fillReason,
    submit: primary,
    operation: '/reveal',
    stays: true,
  },
  compose: {
    path: ({ tokenId }) => `/compose?token=${tokenId}`,
    ready: async (page) => page.getByLabel('Title').fill('composed by the table'),
    trigger: (page) => button(page, 'Send …'),
    submit: primary,
    operation: '/compose$',
  },
  changeTime: {
    path: ({ application }) => `/notifications/scheduled?applicationName=${application}`,
    prepare: async ({ admin, tokenId }) => {
      const audience = { tokenIds: [Number(tokenId)] }
      const { selectionId } = await admin.call({ path: '/api/dashboard/compose/audience', body: audience })
      const deliverAt = new Date(Date.now() + 86_400_000).toISOString()
      const how = { ttl: 60, urgency: 'normal', requestId: randomUUID(), selectionId, deliverAt }
      await admin.call({ path: '/api/dashboard/compose', body: { payload: '{}', ...how } })
    },
    ready: tickFirst,
    trigger: (page) => button(page, 'Change time…'),
    submit: danger,
    operation: '/time',
  },
  views: {
    path: () => '/tokens',
    trigger: (page) => button(page, 'Views…'),
    fill: async (dialog, { application }) => {
      const name = dialog.getByLabel('Name of the view')
      await name.fill(application)
      return name
    },
    submit: primary,
    operation: '/views$',
    stays: true,
  },
  removeView: {
    path: () => '/tokens',
    prepare: async ({ admin, application: name }) => {
      const look = { hidden: [], order: [], widths: {}, density: 'calm' }
      const body = { list: 'tokens', name, shared: true, isDefault: false, params: {}, look }
      await admin.call({ path: '/api/dashboard/views', body })
    },
    ready: (page) => button(page, 'Views…').click(),
    trigger: (page, { application }) => button(page, `Remove the view ${application}`),
    submit: danger,
    operation: '/remove',
  },
  audiences: {
    path: ({ tokenId }) => `/compose?token=${tokenId}`,
    trigger: (page) => button(page, 'Saved audiences…'),
    fill: async (dialog, { application }) => {
      const name = dialog.getByLabel('Name of the audience')
      await name.fill(application)
      return name
    },
    submit: primary,
    operation: '/audiences$',
    stays: true,
  },
  removeAudience: {
    path: () => '/compose',
    prepare: async ({ admin, application: name }) => {
      const body = { name, shared: true, content: { applicationName: name } }
      await admin.call({ path: '/api/dashboard/compose/audiences', body })
    },
    ready: (page) => button(page, 'Saved audiences…').click(),
    trigger: (page, { application }) => button(page, `Remove the audience ${application}`),
    submit: danger,
    operation: '/remove',
  },
  removeTemplate: {
    path: () => '/compose',
    prepare: async ({ admin, application: name }) => {
      const message = { payload: '{}', ttl: 60, urgency: 'normal' }
      await admin.call({ path: '/api/dashboard/compose/templates', body: { name, message } })
    },
    ready: async (page, { application }) => {
      await page.getByLabel('Use a template').selectOption(application)
    },
    trigger: (page) => button(page, 'Remove template'),
    submit: danger,
    operation: '/remove',
  },
  resend: onSelection({
    path: (s) => `/notifications?applicationName=${s.application}`,
    ready: tickFirst,
    press: 'Send again…',
    operation: '/acts/resend',
  }),
  cancel: onSelection({
    path: onNotification,
    press: 'Cancel for pending recipients',
    operation: '/acts/cancel',
  }),
  erase: onSelection({ path: onNotification, press: 'Erase payload…', operation: '/acts/erase' }),
  resendToMissing: onSelection({
    path: (s) => `/notifications/${s.expired}`,
    press: 'Send again to recipients without it',
    operation: '/acts/resend-to-missing',
  }),
  disconnect: onSelection({ path: onClient, press: 'Disconnect…', operation: '/acts/disconnect' }),
  removeMembers: onSelection({
    path: onToken,
    ready: tickFirst,
    press: 'Remove members…',
    operation: '/acts/remove-members',
  }),
  label: onSelection({
    path: (s) => `/aoi-clients?id=${s.aoiClientId}`,
    ready: tickFirst,
    press: 'Label…',
    operation: '/acts/label',
  }),
  deregister: onSelection({ path: onClient, press: 'Deregister…', operation: '/acts/deregister' }),
  revokeToken: {
    path: onToken,
    trigger: (page) => button(page, 'Revoke token…'),
    fill: async (dialog, s) => {
      await dialog.getByLabel(`Enter ${s.fingerprint} to confirm`).fill(s.fingerprint)
      return fillReason(dialog)
    },
    submit: danger,
    operation: '/revoke',
  },
  removeSimulation: {
    path: () => '/demo',
    trigger: (page) => button(page, /^Remove 3 simulated/).first(),
    submit: danger,
    operation: '/dashboard/simulations',
    prepare: async ({ admin }) => {
      await admin.call({ path: '/api/dashboard/simulations', body: { recipients: 3 } })
    },
  },
  endOwnSession: {
    path: () => '/settings',
    trigger: (page) => button(page, /^End session/).first(),
    submit: danger,
    operation: '/account/sessions',
    prepare: async ({ admin }) => {
      const { email, password } = OPERATOR
      await admin.call({
        path: '/api/auth/sign-in/email',
        body: { email, password },
        headers: { cookie: '' },
      })
    },
  },
  endOperatorSessions: {
    prepare: addViewer,
    path: () => '/settings/operators',
    trigger: (page, s) => button(page, `End sessions of ${s.application}`),
    submit: danger,
    operation: '/sessions',
  },
  changeRole: {
    prepare: addViewer,
    path: () => '/settings/operators',
    ready: async (page, s) => {
      await page.getByLabel(`Role of ${s.application}`).selectOption('operator')
    },
    trigger: (page, s) => button(page, `Change role of ${s.application}`),
    submit: danger,
    operation: '/role',
  },
  removeOperator: {
    prepare: addViewer,
    path: () => '/settings/operators',
    trigger: (page, s) => button(page, `Remove ${s.application}`),
    submit: danger,
    operation: '/dashboard/operators',
  },
  withdrawInvitation: {
    path: () => '/settings/operators',
    trigger: (page, s) => button(page, `Withdraw invitation ${s.application}`),
    submit: danger,
    operation: '/invitations',
    prepare: async ({ admin, application }) => {
      const body = { email: `${application}@example.com`, role: 'viewer' }
      await admin.call({ path: '/api/dashboard/operators', body })
    },
  },
  removePasskey: {
    path: () => '/settings',
    ready: async (page) => {
      await plugInPasskeys(page)
      await button(page, 'Add passkey').click()
    },
    trigger: (page) => button(page, 'Remove This device').first(),
    submit: danger,
    operation: '/passkey/delete-passkey',
  },
  turnOffAuthenticator: {
    path: () => '/settings',
    ready: turnOnAuthenticator,
    trigger: (page) => button(page, 'Turn off authenticator…'),
    fill: async (dialog) => {
      const password = dialog.getByLabel('Your password')
      await password.fill(OPERATOR.password)
      return password
    },
    submit: danger,
    operation: '/two-factor/disable',
  },
}
