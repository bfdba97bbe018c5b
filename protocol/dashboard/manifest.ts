import type { Permission } from './roles.ts'

type DashboardPage = { path: string; permission: Permission | 'public' }

/** Every page, and the permission to open it. A test compares this list with the files below `app/`. */
export const DASHBOARD_PAGES = {
  overview: { path: '/', permission: 'read' },
  findings: { path: '/findings', permission: 'read' },
  wall: { path: '/live', permission: 'read' },
  notifications: { path: '/notifications', permission: 'read' },
  notification: { path: '/notifications/[id]', permission: 'read' },
  compose: { path: '/compose', permission: 'compose' },
  scheduled: { path: '/notifications/scheduled', permission: 'read' },
  tokens: { path: '/tokens', permission: 'read' },
  token: { path: '/tokens/[id]', permission: 'read' },
  aoiClients: { path: '/aoi-clients', permission: 'read' },
  aoiClient: { path: '/aoi-clients/[id]', permission: 'read' },
  registrations: { path: '/registrations', permission: 'read' },
  refusals: { path: '/registrations/refusals', permission: 'read' },
  applications: { path: '/applications', permission: 'read' },
  serverApplication: { path: '/applications/[id]', permission: 'read' },
  clientApplication: { path: '/client-applications/[id]', permission: 'read' },
  hooks: { path: '/hooks', permission: 'read' },
  hook: { path: '/hooks/[id]', permission: 'read' },
  webhooks: { path: '/webhooks', permission: 'read' },
  webhook: { path: '/webhooks/[id]', permission: 'read' },
  audit: { path: '/audit', permission: 'readAudit' },
  settings: { path: '/settings', permission: 'manageOwnAccount' },
  operators: { path: '/settings/operators', permission: 'manageOperators' },
  docs: { path: '/docs', permission: 'read' },
  guide: { path: '/docs/[id]', permission: 'read' },
  apiReference: { path: '/docs/api', permission: 'read' },
  start: { path: '/start', permission: 'manageKeys' },
  demo: { path: '/demo', permission: 'send' },
  signIn: { path: '/sign-in', permission: 'public' },
  setup: { path: '/setup', permission: 'public' },
  invitation: { path: '/invitation', permission: 'public' },
  reset: { path: '/reset', permission: 'public' },
} as const satisfies Record<string, DashboardPage>

export type DashboardPageName = keyof typeof DASHBOARD_PAGES

export type DashboardOperation = {
  method: 'get' | 'post' | 'delete'
  /** Below `/api/dashboard`, in OpenAPI's spelling. */
  path: string
  permission: Permission
  /** The operator must have signed in or confirmed their identity in the last five minutes. */
  stepUp?: true
}

/** Every operation of the dashboard's API. A test compares this list with the served routes. */
export const DASHBOARD_OPERATIONS = {
  // Lists and their single rows
  readOverview: { method: 'get', path: '/overview', permission: 'read' },
  readStatistics: { method: 'get', path: '/statistics', permission: 'read' },
  exportStatistics: { method: 'get', path: '/statistics/export', permission: 'read' },
  readTop: { method: 'get', path: '/statistics/top', permission: 'read' },
  listNotifications: { method: 'get', path: '/notifications', permission: 'read' },
  exportNotifications: { method: 'get', path: '/notifications/export', permission: 'read' },
  readExport: { method: 'get', path: '/exports/{id}', permission: 'read' },
  cancelExport: { method: 'delete', path: '/exports/{id}', permission: 'read' },
  readNotification: { method: 'get', path: '/notifications/{id}', permission: 'read' },
  readPayload: { method: 'get', path: '/notifications/{id}/payload', permission: 'readPayload' },
  listScheduled: { method: 'get', path: '/scheduled', permission: 'read' },
  listTokens: { method: 'get', path: '/tokens', permission: 'read' },
  readToken: { method: 'get', path: '/tokens/{id}', permission: 'read' },
  readTokenPicture: { method: 'get', path: '/tokens/{id}/picture', permission: 'read' },
  listMembers: { method: 'get', path: '/tokens/{id}/members', permission: 'read' },
  listAoiClients: { method: 'get', path: '/aoi-clients', permission: 'read' },
  readAoiClient: { method: 'get', path: '/aoi-clients/{id}', permission: 'read' },
  readAoiClientEnding: { method: 'get', path: '/aoi-clients/{id}/ending', permission: 'read' },
  readFlight: { method: 'get', path: '/aoi-clients/{id}/flight', permission: 'read' },
  listRegistrations: { method: 'get', path: '/registrations', permission: 'read' },
  listRefusals: { method: 'get', path: '/registrations/refusals', permission: 'read' },
  listServerApplications: { method: 'get', path: '/applications', permission: 'read' },
  listAudit: { method: 'get', path: '/audit', permission: 'readAudit' },
  exportAudit: { method: 'get', path: '/audit/export', permission: 'readAudit' },
  search: { method: 'post', path: '/search', permission: 'read' },
  readUse: { method: 'get', path: '/use', permission: 'read' },
  // Findings
  listFindings: { method: 'get', path: '/findings', permission: 'read' },
  acknowledgeFinding: { method: 'post', path: '/findings/{id}/acknowledge', permission: 'act' },
  muteFinding: { method: 'post', path: '/findings/{id}/mute', permission: 'act' },
  unmuteFinding: { method: 'post', path: '/findings/{id}/unmute', permission: 'act' },
  readOwnNews: { method: 'get', path: '/account/findings', permission: 'manageOwnAccount' },
  chooseNews: { method: 'post', path: '/account/findings', permission: 'manageOwnAccount' },
  makeNewsLink: {
    method: 'post',
    path: '/account/findings/link',
    permission: 'manageOwnAccount',
    stepUp: true,
  },
  // The fan-out
  readFanOut: { method: 'get', path: '/notifications/{id}/fan-out', permission: 'read' },
  readStages: { method: 'get', path: '/notifications/{id}/stages', permission: 'read' },
  listRecipients: { method: 'get', path: '/notifications/{id}/recipients', permission: 'read' },
  explainRecipient: {
    method: 'get',
    path: '/notifications/{id}/recipients/{aoiClientId}',
    permission: 'read',
  },
  createTicket: { method: 'post', path: '/tickets', permission: 'read' },
  startSimulation: { method: 'post', path: '/simulations', permission: 'send' },
  listSimulations: { method: 'get', path: '/simulations', permission: 'read' },
  removeSimulation: { method: 'delete', path: '/simulations/{id}', permission: 'send' },
  // Acts
  freezeSelection: { method: 'post', path: '/selections', permission: 'act' },
  cancelNotifications: { method: 'post', path: '/acts/cancel', permission: 'act' },
  changeDeliveryTime: { method: 'post', path: '/scheduled/{id}/time', permission: 'act' },
  erasePayloads: { method: 'post', path: '/acts/erase', permission: 'revoke', stepUp: true },
  resendNotifications: { method: 'post', path: '/acts/resend', permission: 'send' },
  resendToMissing: { method: 'post', path: '/acts/resend-to-missing', permission: 'send' },
  disconnectAoiClients: { method: 'post', path: '/acts/disconnect', permission: 'act' },
  endAoiClients: { method: 'post', path: '/acts/deregister', permission: 'act', stepUp: true },
  labelAoiClients: { method: 'post', path: '/acts/label', permission: 'act' },
  removeMembers: { method: 'post', path: '/acts/remove-members', permission: 'revoke', stepUp: true },
  revokeToken: { method: 'post', path: '/tokens/{id}/revoke', permission: 'revoke', stepUp: true },
  revealToken: { method: 'post', path: '/tokens/{id}/reveal', permission: 'reveal', stepUp: true },
  // Saved views of lists
  listViews: { method: 'get', path: '/views', permission: 'manageOwnAccount' },
  saveView: { method: 'post', path: '/views', permission: 'manageOwnAccount' },
  chooseDefaultView: { method: 'post', path: '/views/{id}/default', permission: 'manageOwnAccount' },
  removeView: { method: 'post', path: '/views/{id}/remove', permission: 'manageOwnAccount' },
  // Compose
  findAudience: { method: 'get', path: '/compose/audience', permission: 'compose' },
  freezeAudience: { method: 'post', path: '/compose/audience', permission: 'compose' },
  listAudiences: { method: 'get', path: '/compose/audiences', permission: 'compose' },
  saveAudience: { method: 'post', path: '/compose/audiences', permission: 'compose' },
  changeAudience: { method: 'post', path: '/compose/audiences/{id}', permission: 'compose' },
  removeAudience: { method: 'post', path: '/compose/audiences/{id}/remove', permission: 'compose' },
  sendComposed: { method: 'post', path: '/compose', permission: 'compose' },
  sendToOwnDevice: { method: 'post', path: '/compose/own-device/send', permission: 'compose' },
  readOwnDevice: { method: 'get', path: '/compose/own-device', permission: 'compose' },
  chooseOwnDevice: { method: 'post', path: '/compose/own-device', permission: 'compose' },
  readSentOutcomes: { method: 'post', path: '/compose/outcomes', permission: 'compose' },
  listTemplates: { method: 'get', path: '/compose/templates', permission: 'compose' },
  saveTemplate: { method: 'post', path: '/compose/templates', permission: 'compose' },
  removeTemplate: { method: 'post', path: '/compose/templates/{id}/remove', permission: 'compose' },
  sendTest: { method: 'post', path: '/tokens/{id}/test', permission: 'send' },
  createApiKey: { method: 'post', path: '/api-keys', permission: 'manageKeys', stepUp: true },
  rotateApiKey: { method: 'post', path: '/api-keys/{id}/rotate', permission: 'manageKeys', stepUp: true },
  revokeApiKey: { method: 'post', path: '/api-keys/{id}/revoke', permission: 'manageKeys', stepUp: true },
  // Hooks of stock senders
  listHooks: { method: 'get', path: '/hooks', permission: 'read' },
  readHook: { method: 'get', path: '/hooks/{id}', permission: 'read' },
  readHookRequest: { method: 'get', path: '/hooks/{id}/requests/{requestId}', permission: 'readPayload' },
  createHook: { method: 'post', path: '/hooks', permission: 'manageKeys', stepUp: true },
  rotateHook: { method: 'post', path: '/hooks/{id}/rotate', permission: 'manageKeys', stepUp: true },
  revokeHook: { method: 'post', path: '/hooks/{id}/revoke', permission: 'manageKeys', stepUp: true },
  changeHookTemplate: {
    method: 'post',
    path: '/hooks/{id}/template',
    permission: 'manageKeys',
    stepUp: true,
  },
  previewHook: { method: 'post', path: '/hooks/{id}/preview', permission: 'manageKeys' },
  testHook: { method: 'post', path: '/hooks/{id}/test', permission: 'send' },
  // Keys of the admin API
  listAdminKeys: { method: 'get', path: '/admin-keys', permission: 'manageOperators' },
  createAdminKey: { method: 'post', path: '/admin-keys', permission: 'manageOperators', stepUp: true },
  revokeAdminKey: {
    method: 'post',
    path: '/admin-keys/{id}/revoke',
    permission: 'manageOperators',
    stepUp: true,
  },
  // Webhooks of Server Applications
  listWebhooks: { method: 'get', path: '/webhooks', permission: 'read' },
  readWebhook: { method: 'get', path: '/webhooks/{id}', permission: 'read' },
  createWebhook: { method: 'post', path: '/webhooks', permission: 'manageKeys', stepUp: true },
  rotateWebhook: { method: 'post', path: '/webhooks/{id}/rotate', permission: 'manageKeys', stepUp: true },
  enableWebhook: { method: 'post', path: '/webhooks/{id}/enable', permission: 'manageKeys', stepUp: true },
  removeWebhook: { method: 'post', path: '/webhooks/{id}/remove', permission: 'manageKeys', stepUp: true },
  testWebhook: { method: 'post', path: '/webhooks/{id}/test', permission: 'send' },
  resendEvent: { method: 'post', path: '/webhooks/{id}/resend', permission: 'send' },
  // Enrolment codes of AOI Clients
  listEnrolmentCodes: { method: 'get', path: '/enrolment-codes', permission: 'read' },
  createEnrolmentCode: { method: 'post', path: '/enrolment-codes', permission: 'manageKeys', stepUp: true },
  revokeEnrolmentCode: {
    method: 'post',
    path: '/enrolment-codes/{id}/revoke',
    permission: 'manageKeys',
    stepUp: true,
  },
  enrolDemo: { method: 'post', path: '/demo-enrolment', permission: 'send' },
  // Operators
  readOwnAccount: { method: 'get', path: '/account', permission: 'manageOwnAccount' },
  listOwnSessions: { method: 'get', path: '/account/sessions', permission: 'manageOwnAccount' },
  revokeOwnSession: { method: 'delete', path: '/account/sessions/{id}', permission: 'manageOwnAccount' },
  listOperators: { method: 'get', path: '/operators', permission: 'manageOperators' },
  inviteOperator: { method: 'post', path: '/operators', permission: 'manageOperators', stepUp: true },
  listInvitations: { method: 'get', path: '/invitations', permission: 'manageOperators' },
  withdrawInvitation: { method: 'delete', path: '/invitations/{id}', permission: 'manageOperators' },
  changeRole: { method: 'post', path: '/operators/{id}/role', permission: 'manageOperators', stepUp: true },
  removeOperator: { method: 'delete', path: '/operators/{id}', permission: 'manageOperators', stepUp: true },
  listOperatorSessions: {
    method: 'get',
    path: '/operators/{id}/sessions',
    permission: 'manageOperators',
  },
  endOperatorSessions: {
    method: 'delete',
    path: '/operators/{id}/sessions',
    permission: 'manageOperators',
    stepUp: true,
  },
} as const satisfies Record<string, DashboardOperation>

export type DashboardOperationName = keyof typeof DASHBOARD_OPERATIONS
