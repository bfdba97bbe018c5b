import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webhooksPageSchema } from '#protocol/dashboard/lists/webhooks.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { webhookDetailSchema } from '#protocol/dashboard/webhooks.ts'
import { createdWebhookSchema, webhookAttemptSchema } from '#protocol/webhooks.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { askDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'
import { isSigned, openReceiver, type Receiver } from '#server/testing/events/receiver.ts'

type Act = { path?: Record<string, string>; body?: object; as?: SignedIn }

describe('webhooks on the dashboard', () => {
  let door: BareDoor
  let receiver: Receiver
  let admin: SignedIn

  const act = async (operation: DashboardOperationName, { as = admin, ...asked }: Act = {}) => {
    return askDashboard(door, { operation, as, ...asked })
  }
  const create = async (name: string) => {
    const body = { name, url: receiver.url, applications: ['com.example.*'] }
    return createdWebhookSchema.parse((await act('createWebhook', { body })).body)
  }
  const read = async (id: string) =>
    webhookDetailSchema.parse((await act('readWebhook', { path: { id } })).body)
  const latestAudit = async () =>
    (await door.services.context.dashboard.listAudit({ limit: 1, filter: {} })).rows[0]

  beforeAll(async () => {
    receiver = await openReceiver()
    door = await openBareDoor({ variables: { AOI_OUTBOUND_ALLOW: '127.0.0.1' } })
    admin = await signInAs(door, 'admin')
  })
  afterAll(async () => {
    await door.close()
    await receiver.close()
  })

  it('show the secret once, and afterwards each attempt with its outcome', async () => {
    const { id, secret } = await create('orders')
    receiver.answer = () => 500
    expect(webhookAttemptSchema.parse((await act('testWebhook', { path: { id } })).body)).toMatchObject({
      ...{ outcome: 'answered', status: 500, type: 'webhook.test' },
    })
    expect(await latestAudit()).toMatchObject({ actor: admin.email, action: 'webhook.test', subject: id })
    expect(isSigned(receiver.received[0] ?? expect.fail(), secret)).toBe(true)
    const webhook = await read(id)
    expect(webhook).toMatchObject({ url: receiver.url, behind: 0, attempts: [{ status: 500, attempt: 0 }] })
    const { rows } = webhooksPageSchema.parse((await act('listWebhooks')).body)
    expect(rows).toMatchObject([{ id, name: 'orders', createdBy: admin.email }])
    expect(JSON.stringify([webhook, rows])).not.toContain(secret.slice(-20))
  })

  it('are rotated, enabled and removed', async () => {
    const { id, secret } = await create('stock')
    const rotated = createdWebhookSchema.parse(
      (await act('rotateWebhook', { path: { id }, body: { overlapSeconds: 60 } })).body,
    )
    expect(rotated.secret).not.toBe(secret)
    expect(await read(id)).toHaveProperty('previousEndsAt')
    expect((await act('enableWebhook', { path: { id } })).status).toBe(400)
    await door.services.context.events.webhooks.disable({ id, at: 1, reason: 'the receiver answered 410' })
    expect(await read(id)).toMatchObject({ disabledReason: 'the receiver answered 410' })
    const listFindings = async () => {
      await door.services.context.findings.step()
      return (await act('readOverview')).body.findings
    }
    const finding = { kind: 'webhookFails', subject: id, detail: 'stock: the receiver answered 410' }
    expect(await listFindings()).toContainEqual(expect.objectContaining(finding))
    expect((await act('enableWebhook', { path: { id } })).status).toBe(204)
    expect(await listFindings()).not.toContainEqual(expect.objectContaining(finding))
    expect((await act('removeWebhook', { path: { id } })).status).toBe(204)
    expect((await act('readWebhook', { path: { id } })).status).toBe(404)
  })

  it('are managed by admins alone, and other roles see no more of a URL than its origin', async () => {
    const { id } = await create('roles')
    const [viewer, operator] = [await signInAs(door, 'viewer'), await signInAs(door, 'operator')]
    const shown = `${new URL(receiver.url).origin}/…`
    expect((await act('readWebhook', { path: { id }, as: viewer })).body.url).toBe(shown)
    expect((await act('listWebhooks', { as: operator })).body.rows[0].url).toBe(shown)
    expect((await act('testWebhook', { path: { id }, as: viewer })).status).toBe(403)
    expect((await act('testWebhook', { path: { id }, as: operator })).status).toBe(200)
    expect((await act('removeWebhook', { path: { id }, as: operator })).status).toBe(403)
    const body = { name: 'x', url: receiver.url, applications: ['com.example.*'] }
    expect((await act('createWebhook', { body, as: operator })).status).toBe(403)
  })
})
