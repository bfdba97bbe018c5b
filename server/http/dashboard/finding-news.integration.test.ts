import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type NewsChoice, newsLinkSchema, ownNewsSchema } from '#protocol/dashboard/finding-news.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { readDisplay } from '#protocol/display.ts'
import { splitSeed } from '#protocol/seed.ts'
import { FINDINGS_APPLICATION } from '#server/core/findings/finding-store.ts'
import { FindingNews } from '#server/core/findings/news/finding-news.ts'
import { createApiKey } from '#server/core/server-applications/create-api-key.ts'
import { revokeApiKey } from '#server/core/server-applications/revoke-api-key.ts'
import { argon2id } from '#server/core/tokens/argon2id.ts'
import { SmtpMailer } from '#server/mail/smtp-mailer.ts'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { askDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'
import { openSmtpReceiver, type SmtpReceiver } from '#server/testing/mail/smtp-receiver.ts'
import { TestClock } from '#server/testing/test-clock.ts'

const CHOICE: NewsChoice = { language: 'en', kinds: ['keyEnds'], mail: false, timeZone: 'UTC' }

describe('news of findings', () => {
  let door: BareDoor
  let mail: SmtpReceiver
  let operator: SignedIn

  const act = async (operation: DashboardOperationName, body?: object, as = operator) => {
    return askDashboard(door, { operation, as, ...(body !== undefined && { body }) })
  }
  const step = () => door.services.context.findings.step()
  const listSent = async () => {
    const { rows } = await door.services.context.dashboard.listNotifications({
      ...{ limit: 50, now: Date.now(), oldestFirst: true, filter: { applicationName: FINDINGS_APPLICATION } },
    })
    const found = await door.services.context.dashboard.findNotifications(rows.map(({ id }) => id))
    return found.map(({ topic, urgency, payload }) => ({
      ...{ topic, urgency, display: readDisplay(JSON.parse(payload)) },
    }))
  }
  /** Makes a key that ends within a day, which is a finding. Returns its id. */
  const makeEndingKey = async (name: string) => {
    const { context } = door.services
    const expiresAt = context.clock.now() + 86_000_000
    const { id } = await createApiKey(context, { actor: 'test', name, grants: ['com.example.x'], expiresAt })
    return id
  }
  /** Opens news that have not failed yet. Returns a function that makes a step. */
  const openNews = () => {
    const { findings, store, submissions, log } = door.services.context
    const mailer = new SmtpMailer({ url: mail.url, from: 'aoi@example.com' })
    const news = new FindingNews({
      ...{
        store: findings.news.store,
        tokens: store,
        submissions,
        mailer,
        clock: new TestClock(Date.now()),
        log,
      },
      ...{ dashboardUrl: () => door.url, secret: () => 'x' },
    })
    return async () => news.step(await findings.store.listUnresolved())
  }
  const endKey = (id: string) => revokeApiKey(door.services.context, { actor: 'test', id })

  beforeAll(async () => {
    mail = await openSmtpReceiver()
    door = await openBareDoor({ variables: { AOI_SMTP_URL: mail.url, AOI_MAIL_FROM: 'aoi@example.com' } })
    operator = await signInAs(door, 'operator')
  })
  afterAll(async () => {
    await door.close()
    await mail.close()
  })
  beforeEach(() => {
    mail.received.length = 0
    mail.answer = '250 OK'
    mail.refused.clear()
  })

  it('reach a device that joined by the operator’s link, and the resolved one replaces the open one', async () => {
    const link = newsLinkSchema.parse((await act('makeNewsLink', { language: 'en', timeZone: 'UTC' })).body)
    expect(await listSent()).toEqual([])
    const as = await registerClient(door.url)
    // As an AOI Client does.
    const { wireSeed } = await splitSeed(argon2id, {
      ...{ applicationName: link.app, rootSeed: link.seed },
    })
    await registerApp(door.url, { as, ApplicationName: link.app, tokenSeed: wireSeed })
    expect((await act('chooseNews', CHOICE)).status).toBe(204)
    const own = ownNewsSchema.parse((await act('readOwnNews')).body)
    expect(own).toEqual({ choice: CHOICE, hasLink: true, devices: 1, hasMail: true, needsCode: false })

    const key = await makeEndingKey('forecast')
    await step()
    const [finding] = await door.services.context.findings.store.listUnresolved()
    const { id } = finding ?? expect.fail()
    await step()
    expect(await listSent()).toMatchObject([
      {
        ...{ topic: id, urgency: 'high' },
        display: {
          title: 'An API key expires. Days left: 1',
          body: 'forecast\nIts Server Application cannot send after that.',
          ...{ tag: id, navigate: expect.stringMatching(new RegExp(`/findings\\?id=${id}$`)) },
        },
      },
    ])
    await endKey(key)
    await step()
    await step()
    const resolved = (await listSent()).at(-1)
    expect(resolved).toMatchObject({
      ...{ topic: id, display: { title: 'Resolved: An API key expires. Days left: 1', tag: id } },
    })
    expect(mail.received).toEqual([])
  })

  it('come by mail in the language of the operator, each once, also after the mail server was away', async () => {
    await act('chooseNews', { ...CHOICE, mail: true, language: 'de' })
    const key = await makeEndingKey('stock')
    mail.answer = '451 try again later'
    await step()
    expect(mail.received).toEqual([])
    mail.answer = '250 OK'
    await step()
    expect(mail.received, 'the channel rests after a failure').toEqual([])
    const { findings } = door.services.context
    const tell = openNews()
    await tell()
    await tell()
    expect(mail.received).toMatchObject([{ from: 'aoi@example.com', to: [operator.email] }])
    const { text } = mail.received[0] ?? expect.fail()
    expect(text).toContain('Seine Server Application kann danach nicht mehr senden.')
    expect(text).toMatch(/\/findings\?id=3?D?[0-9a-f]{16}/)
    await endKey(key)
    let announced = 0
    const end = door.services.announcer.listen(({ kind }) => {
      if (kind === 'findingsChanged') announced += 1
    })
    await findings.step()
    await findings.step()
    end()
    expect(announced).toBe(1)
    await tell()
    expect(mail.received).toHaveLength(2)
  })

  it('reach an operator whose mail works, although that of another one is refused', async () => {
    const others = [await signInAs(door, 'viewer'), await signInAs(door, 'viewer')]
    for (const as of [operator, ...others]) await act('chooseNews', { ...CHOICE, mail: true }, as)
    const { findings } = door.services.context
    const refused = (await findings.news.store.listReaders()).map(({ email }) => email)
    const reached = refused.pop()
    mail.refused = new Set(refused)
    const key = await makeEndingKey('starved')
    await findings.step()
    mail.received.length = 0
    const tell = openNews()
    for (let count = 0; count < 4; count += 1) await tell()
    expect(mail.received.flatMap(({ to }) => to)).toEqual([reached])
    for (const as of [operator, ...others]) await act('chooseNews', CHOICE, as)
    await endKey(key)
    await findings.step()
    await tell()
  })

  it('wait for the end of quiet hours, and never come if the finding was resolved by then', async () => {
    const [now, hour] = [Date.now(), 3_600_000]
    const time = (at: number) => new Date(at).toISOString().slice(11, 16)
    const quiet = { from: time(now - hour), to: time(now + hour) }
    const before = (await listSent()).length
    await act('chooseNews', { ...CHOICE, quiet })
    const [short, long] = [await makeEndingKey('short'), await makeEndingKey('long')]
    await step()
    await endKey(short)
    await step()
    expect(await listSent()).toHaveLength(before)
    await act('chooseNews', CHOICE)
    await step()
    expect((await listSent()).slice(before)).toMatchObject([
      { display: { body: expect.stringContaining('long') } },
    ])
    await endKey(long)
    await step()
  })

  it('are about the chosen kinds alone, and not about findings that an operator acknowledged or muted', async () => {
    const before = (await listSent()).length
    await act('chooseNews', { ...CHOICE, kinds: ['diskLow'] })
    const key = await makeEndingKey('quietly')
    await step()
    expect(await listSent()).toHaveLength(before)
    const { store } = door.services.context.findings
    const [finding] = (await store.listUnresolved()).filter(({ subject }) => subject === key)
    await store.acknowledge({ id: finding?.id ?? expect.fail(), by: operator.email, at: 1 })
    await act('chooseNews', CHOICE)
    await step()
    expect(await listSent()).toHaveLength(before)
    await endKey(key)
  })

  it('need a fresh sign-in for the link, whose seed differs for each operator', async () => {
    const other = await signInAs(door, 'viewer')
    const body = { language: 'en', timeZone: 'UTC' }
    const links = [await act('makeNewsLink', body), await act('makeNewsLink', body, other)]
    expect(links.map(({ status }) => status)).toEqual([200, 200])
    expect(new Set(links.map((link) => link.body.seed)).size).toBe(2)
    const { rows } = await door.services.context.dashboard.listAudit({ limit: 5, filter: {} })
    expect(JSON.stringify(rows)).not.toContain(links[0]?.body.seed)
    expect(rows[0]).toMatchObject({ action: 'finding.link', actor: other.email })
  })

  it('are refused for a wrong time, an unknown zone and an unknown kind', async () => {
    const wrong = [
      { ...CHOICE, quiet: { from: '24:00', to: '07:00' } },
      { ...CHOICE, timeZone: 'Mars/Olympus' },
      { ...CHOICE, kinds: ['weather'] },
    ]
    for (const choice of wrong) expect((await act('chooseNews', choice)).status).toBe(400)
  })
})
