import { ADMIN_SCOPES } from '#protocol/admin-scopes.ts'
import { ROLES, type Role } from '#protocol/dashboard/roles.ts'
import { call, registerApp, registerClient } from '../api-caller.ts'
import { callDashboard, cookieOf, TEST_PASSWORD } from '../dashboard-caller.ts'
import type { ServerProcess } from '../server-process.ts'

/** The sender of a request, with the headers that identify it. */
export type Principal = { name: string; headers: Record<string, string>; ids: readonly string[] }

/**
 * Opens nobody, an operator of each role, an API key, an admin key, an AOI Client and a stock sender with a hook. Reuses
 * the operators of `before`.
 */
export async function openPrincipals(
  server: ServerProcess,
  before: readonly Principal[],
): Promise<readonly Principal[]> {
  const { url } = server
  const as = await registerClient(url)
  const token = await registerApp(url, { as, webPush: true })
  const key = await server.createKey('com.example.chat')
  const body = { messageType: 'notificationReq', clientAppToken: token, payload: 1 }
  const sent = await call(url, { path: '/api/v1/notifications', key, body })
  const hook = await server.callAdmin('hooks.create', {
    ...{ name: `hook ${token.slice(-12)}`, clientAppToken: token, shape: 'json', perMinute: 60_000 },
  })
  const adminKey = await server.callAdmin('adminKeys.create', { name: 'tests', scopes: ADMIN_SCOPES })
  const ids = [
    ...[token, String(sent.body.notificationId), as.aoiClientId],
    ...[hook.id, hook.address, adminKey.id].map(String),
  ]
  const basic = Buffer.from(`${as.aoiClientId}:${as.aoiClientSecret}`).toString('base64')
  const operators = before.filter(({ name }) => (ROLES as readonly string[]).includes(name))
  return [
    { name: 'nobody', headers: {}, ids },
    { name: 'API key', headers: { authorization: `Bearer ${key}` }, ids },
    { name: 'admin key', headers: { authorization: `Bearer ${adminKey.key}` }, ids },
    { name: 'stock sender', headers: { authorization: `Bearer ${hook.address}` }, ids },
    { name: 'AOI Client', headers: { authorization: `Basic ${basic}` }, ids },
    ...(operators.length > 0
      ? operators.map((each) => ({ ...each, ids }))
      : await openOperators(server, ids)),
  ]
}

async function openOperators(server: ServerProcess, ids: readonly string[]): Promise<Principal[]> {
  const [, setupCode = ''] = /enter (\S+)|takes (\S+)/.exec(server.output) ?? []
  const admin = await accept(server.url, { code: setupCode, email: 'admin@example.com' })
  const others = ROLES.filter((role) => role !== 'admin')
  const opened = [principalOf('admin', { cookie: admin, url: server.url, ids })]
  for (const role of others) {
    const email = `${role}@example.com`
    const invited = await callDashboard(server, {
      ...{ operation: 'inviteOperator', body: { email, role } },
      as: { email: 'admin@example.com', cookie: admin },
    })
    const { code } = (await invited.json()) as { code: string }
    const cookie = await accept(server.url, { code, email })
    opened.push(principalOf(role, { cookie, url: server.url, ids }))
  }
  return opened
}

function principalOf(
  name: Role,
  { cookie, url, ids }: { cookie: string; url: string; ids: readonly string[] },
): Principal {
  return { name, headers: { cookie, origin: url }, ids }
}

async function accept(url: string, newcomer: { code: string; email: string }): Promise<string> {
  const answered = await fetch(`${url}/api/auth/accept`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ ...newcomer, name: 'Somebody', password: TEST_PASSWORD }),
  })
  if (!answered.ok) throw new Error(`not accepted: ${answered.status} ${await answered.text()}`)
  return cookieOf(answered)
}
