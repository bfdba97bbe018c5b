import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { invitedSchema } from '#protocol/dashboard/account.ts'
import { createAdminKey } from '#server/core/admin-keys/admin-keys.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import {
  accept,
  askDashboard,
  callDashboard,
  postAuth,
  type SignedIn,
  signInAs,
  TEST_PASSWORD,
} from '#server/testing/dashboard-caller.ts'
import { openSmtpReceiver, type SmtpReceiver } from '#server/testing/mail/smtp-receiver.ts'
import { operatorCalls } from '../admin/operators.ts'

describe('mail to operators', () => {
  let door: BareDoor
  let mail: SmtpReceiver
  let ada: SignedIn
  beforeAll(async () => {
    mail = await openSmtpReceiver()
    door = await openBareDoor({ variables: { AOI_SMTP_URL: mail.url, AOI_MAIL_FROM: 'aoi@example.com' } })
    ada = await signInAs(door, 'admin')
  })
  afterAll(async () => {
    await door.close()
    await mail.close()
  })
  beforeEach(() => {
    mail.received.length = 0
    mail.answer = '250 OK'
  })

  const invite = async (email: string, language = 'en') => {
    const body = { email, role: 'viewer', language }
    return invitedSchema.parse(
      (await askDashboard(door, { operation: 'inviteOperator', as: ada, body })).body,
    )
  }
  /** Waits for a mail, and returns the code of its link. */
  const readCode = async (page: string) => {
    await expect.poll(() => mail.received.length).toBe(1)
    // A line may end with the `=` of quoted-printable, which hides the break.
    const text = (mail.received[0]?.text ?? '').replaceAll('=\n', '').replaceAll('=3D', '=')
    return new RegExp(`/${page}#([\\w-]+)`).exec(text)?.[1] ?? expect.fail(text)
  }
  const forget = (email: string) => postAuth(door, { path: '/forgotten-password', body: { email } })
  const signIn = (email: string, password: string) =>
    postAuth(door, { path: '/sign-in/email', body: { email, password } })

  it('brings the link of an invitation, which no answer has then', async () => {
    expect(await invite('ben@example.com')).toMatchObject({ mail: { state: 'sent' } })
    expect(mail.received[0]).toMatchObject({ from: 'aoi@example.com', to: ['ben@example.com'] })
    const code = await readCode('invitation')
    await accept(door, { code, email: 'ben@example.com' })
    expect((await signIn('ben@example.com', TEST_PASSWORD)).status).toBe(200)
  })

  it('is in the language of the inviter', async () => {
    await invite('jan@example.com', 'de')
    expect(mail.received[0]?.text).toContain('Der Link gilt einmal')
  })

  it('brings the links of the command line and of the admin API too, unless they ask to print them', async () => {
    const { services } = door
    const wanted = { email: 'gus@example.com', role: 'viewer' } as const
    const invited = await operatorCalls['operators.invite'](services, { ...wanted, language: 'de' })
    expect(invited).toEqual({ ...wanted, expiresAt: expect.any(String), mail: { state: 'sent' } })
    expect(mail.received[0]?.text).toContain('Ein Admin l')
    await accept(door, { code: await readCode('invitation'), email: wanted.email })
    mail.received.length = 0
    expect(await operatorCalls['operators.reset'](services, { email: 'Gus@example.com' })).toEqual({
      ...{ email: 'Gus@example.com', url: expect.any(String), mail: { state: 'sent' } },
    })
    expect((await signIn(wanted.email, TEST_PASSWORD)).status).toBe(401)
    const body = { code: await readCode('reset'), password: 'a quite new password' }
    expect((await postAuth(door, { path: '/new-password', body })).status).toBe(200)
    mail.received.length = 0
    const { key } = await createAdminKey(services.context, {
      ...{ actor: 'test', name: 'tool', scopes: ['operators:write'] },
    })
    const ask = async (body: object) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const request = { method: 'POST', headers, body: JSON.stringify(body) }
      return (await fetch(`${door.url}/api/v1/admin/invitations`, request)).json()
    }
    const mailed = await ask({ ...wanted, email: 'hal@example.com' })
    expect(mailed).toEqual({ expiresAt: expect.any(String), mail: { state: 'sent' } })
    const printed = await ask({ ...wanted, email: 'ida@example.com', print: true })
    expect(printed.url).toMatch(/\/invitation#./)
    const shown = await operatorCalls['operators.reset'](services, { email: wanted.email, print: true })
    expect((await signIn(wanted.email, shown.password ?? '')).status).toBe(200)
    expect(mail.received.flatMap(({ to }) => to)).toEqual(['hal@example.com'])
  })

  it('that the mail server refuses leaves the invitation and its link', async () => {
    mail.answer = '550 no such person'
    const { code, mail: sent } = await invite('carla@example.com')
    expect(sent).toEqual({
      state: 'failed',
      reason: 'the mail server did not take the mail: EENVELOPE (SMTP 550)',
    })
    await accept(door, { code: code ?? '', email: 'carla@example.com' })
  })

  it('goes to one address a few times an hour; then the page shows the link', async () => {
    for (let count = 0; count < LIMITS.mailsPerAddressPerHour; count += 1) await invite('dora@example.com')
    const { code, mail: sent } = await invite('dora@example.com')
    expect(sent).toMatchObject({ state: 'limited', retryAfterSeconds: expect.any(Number) })
    expect(code).toEqual(expect.any(String))
    expect(mail.received).toHaveLength(LIMITS.mailsPerAddressPerHour)
  })

  it('brings a link for a new password, which works once and ends the sessions', async () => {
    const erik = await signInAs(door, 'operator')
    expect((await forget(erik.email)).status).toBe(200)
    const code = await readCode('reset')
    const body = { code, password: 'a quite new password' }
    expect((await postAuth(door, { path: '/new-password', body })).status).toBe(200)
    expect((await signIn(erik.email, body.password)).status).toBe(200)
    expect((await signIn(erik.email, TEST_PASSWORD)).status).toBe(401)
    expect((await callDashboard(door, { operation: 'readOverview', as: erik })).status).toBe(401)
    const again = await postAuth(door, { path: '/new-password', body })
    expect(again.status).toBe(403)
    expect(await again.json()).toMatchObject({ reason: 'resetInvalid' })
  })

  it('answers a stranger’s address like an operator’s, and sends nothing', async () => {
    const [known, unknown] = [await forget(ada.email), await forget('nobody@example.com')]
    expect([known.status, unknown.status]).toEqual([200, 200])
    expect(await unknown.json()).toEqual(await known.json())
    await readCode('reset')
    expect(mail.received.flatMap(({ to }) => to)).toEqual([ada.email])
  })

  it('has codes that neither invite nor reset in place of the other', async () => {
    await forget(ada.email)
    const reset = await readCode('reset')
    await expect(accept(door, { code: reset, email: 'eve@example.com' })).rejects.toThrow('403')
    mail.answer = '550 no such person'
    const { code = '' } = await invite('fay@example.com')
    const body = { code, password: 'a quite new password' }
    expect((await postAuth(door, { path: '/new-password', body })).status).toBe(403)
    await accept(door, { code, email: 'fay@example.com' })
  })
})
