import { expect, test } from './fixtures.ts'
import { Caller } from './seed.ts'

test.describe('on an empty server', () => {
  test.use({ shares: 'empty' })

  test('A person opens the page of an empty server and sees the next step', async ({ page, server }) => {
    await page.goto('/')

    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview')
    // Once for the server, and once for its only node.
    await expect(page.getByText('Serving')).toHaveCount(2)
    await expect(page.getByText('No Client Application is registered')).toBeVisible()
    await expect(page.locator('[aria-current="step"]')).toContainText('Register a Client Application')
    await expect(page.getByRole('listitem').locator('code')).toHaveText([
      `npx aoi listen --server ${server.url} --app demo --seed 'a seed for the demo app'`,
      'npx aoi admin keys create --name demo-sender --application demo',
      `npx aoi send --server ${server.url} --key KEY TOKEN 'Hello, everyone'`,
    ])
  })
})

test('A person types the page’s three commands and sees the notification and its outcome without reloading', async ({
  page,
  person,
}) => {
  await page.goto('/')
  await page.evaluate(() => document.body.setAttribute('data-same-page', ''))

  const { token, command } = await person.listen('phone')
  await expect(page.getByText('no Server Application has a valid API key')).toBeVisible()
  const key = await person.createKey()
  await expect(page.getByText('The server is ready for the first notification.')).toBeVisible()
  await person.send({ key, token })
  expect(await command.next('payload')).toMatchObject({ payload: 'Hello, everyone' })

  const row = page.getByRole('row', { name: 'demo' })
  await expect(row.getByRole('img', { name: '1 of 1 acked' })).toBeVisible()
  await expect(row).toContainText('shared token')
  await expect(page.locator('dl').first()).toContainText('1 online')
  await expect(page.locator('body')).toHaveAttribute('data-same-page')
  expect(await page.content()).not.toContain(token)
})

test('A person reads the last week point by point with the keyboard, also after a restart', async ({
  page,
  person,
  server,
}) => {
  const { token, command } = await person.listen('phone')
  await person.send({ key: await person.createKey(), token })
  await command.next('payload')
  await page.goto('/')
  await page.getByRole('link', { name: '7 d', exact: true }).click()
  await expect(page).toHaveURL(/range=7d/)

  // The end of the server writes what was counted, and its next start counts on from there.
  await server.stop()
  await server.restart()
  await page.reload()
  const statistics = page.getByRole('region', { name: 'Statistics' })
  await expect(statistics.getByRole('region', { name: 'The whole range' })).toContainText('Accepted1')
  await expect(statistics.getByRole('img', { name: /^Accepted/ })).toBeVisible()
  const point = statistics.getByRole('slider', { name: 'Point in time' })
  await expect(point).toHaveAttribute('aria-valuetext', /Accepted 1; Acknowledged 1/)
  await point.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(point).toHaveAttribute('aria-valuetext', /: unknown$/)
  await page.keyboard.press('ArrowRight')

  await statistics.getByRole('combobox', { name: 'Client Application' }).selectOption(person.application)
  await expect(statistics.getByRole('img', { name: /online/ })).toBeHidden()
  await expect(point).toHaveAttribute('aria-valuetext', /Accepted 1; Acknowledged 1/)
  await statistics.getByRole('link', { name: 'Show its notifications' }).click()
  await expect(page.getByRole('row', { name: person.application })).toHaveCount(1)
})

test.describe('with a misspelt variable', () => {
  test.use({ settings: { AOI_LOGLEVEL: 'debug' } })

  test('A person sees on the overview which variable of the configuration to correct', async ({
    page,
    context,
    server,
  }) => {
    await page.clock.install()
    await page.goto('/')
    await expect(page.locator('[data-dashboard=ready]')).toBeVisible()
    // The server looks every few seconds.
    const admin = await Caller.of(context, server)
    const readFindings = () => admin.call<{ rows: object[] }>({ path: '/api/dashboard/findings' })
    await expect.poll(async () => (await readFindings()).rows.length).toBeGreaterThan(0)
    // The page reads the findings every fifteen seconds.
    await page.clock.fastForward(15_000)
    const needs = page.getByRole('region', { name: 'Action needed' })
    await expect(needs).toContainText('does not know an environment variable that begins with AOI_')
    await expect(needs).toContainText('AOI_LOGLEVEL')
  })
})

test.describe('on a server in use', () => {
  test.use({ shares: true })

  test('A person is told that the server has stopped and that the page is old, until the server is back', async ({
    page,
    server,
  }) => {
    await page.goto('/')
    await expect(page.getByText('Live', { exact: true })).toBeVisible()

    await server.stop()
    await expect(page.getByText('The server does not answer')).toBeVisible()
    await expect(page.getByText('Not answering')).toBeVisible()
    await expect(page.getByText('Not live since')).toBeVisible()

    await server.restart()
    await expect(page.getByText('Live', { exact: true })).toBeVisible()
    await expect(page.getByText('The server does not answer')).toBeHidden()
  })

  test('A person drags across a chart to choose a time range, and reads every point as a table', async ({
    page,
    person,
  }) => {
    const { token, command } = await person.listen('phone')
    await person.send({ key: await person.createKey(), token })
    await command.next('payload')
    await page.goto('/')
    const statistics = page.getByRole('region', { name: 'Statistics' })
    const chart = statistics.getByRole('img', { name: /^Accepted/ })
    await chart.scrollIntoViewIfNeeded()
    const box = await chart.boundingBox()
    if (box === null) throw new Error('the chart has no box')
    await page.mouse.move(box.x + box.width / 2, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width - 20, box.y + 60, { steps: 5 })
    await page.mouse.up()
    await expect(page).toHaveURL(/from=.*to=/)
    await statistics.getByText('As a table').click()
    const table = statistics.getByRole('region', { name: 'Every point of the charts' })
    const rows = table.getByRole('row')
    await expect.poll(() => rows.count()).toBeGreaterThan(10)
    expect(await rows.count()).toBeLessThan(40)
  })

  test('A person sees a notification’s pending recipients, and its outcome change when they return', async ({
    page,
    person,
  }) => {
    // Tests before this one on the same server may have left members of push services, which stay reachable.
    const readOnline = async () => {
      const text = await page
        .locator('dl')
        .getByText(/^\d+ online$/)
        .textContent()
      return Number.parseInt(text ?? '', 10)
    }
    await page.goto('/')
    const before = await readOnline()
    const [phone, tablet] = [await person.listen('phone'), await person.listen('tablet')]
    const key = await person.createKey()
    await expect.poll(readOnline).toBe(before + 2)
    await tablet.command.stop()
    await expect.poll(readOnline).toBe(before + 1)
    await person.send({ key, token: phone.token })

    const row = page.getByRole('row', { name: person.application })
    await expect(row.getByRole('img', { name: '1 of 2 acked, 1 pending' })).toBeVisible()
    await person.listen(tablet.machine)
    await expect(row.getByRole('img', { name: '2 of 2 acked' })).toBeVisible()
  })

  test('A person pauses the page, which stops and shows the number of new rows', async ({ page, person }) => {
    const { token } = await person.listen('phone')
    const key = await person.createKey()
    await person.send({ key, token })
    await page.goto('/')
    // The ranking of applications has a row for it as well, once the server has written its statistics.
    const last = page.getByRole('region', { name: 'Last notifications' })
    const rows = last.getByRole('row', { name: person.application })
    await expect(rows).toHaveCount(1)

    await page.getByRole('button', { name: 'Pause' }).click()
    await person.send({ key, token })
    await expect(page.getByRole('button', { name: 'Resume (1 new)' })).toBeVisible()
    await expect(rows).toHaveCount(1)

    await page.getByRole('button', { name: 'Resume' }).click()
    await expect(rows).toHaveCount(2)
    await expect(page.getByText('Live', { exact: true })).toBeVisible()
  })

  test('A person without JavaScript reads the same page', async ({
    browser,
    context: signedIn,
    server,
    person,
  }) => {
    const { token } = await person.listen('phone')
    await person.send({ key: await person.createKey(), token })
    const context = await browser.newContext({
      javaScriptEnabled: false,
      baseURL: server.url,
      storageState: await signedIn.storageState(),
    })
    const page = await context.newPage()

    await page.goto('/')
    await expect(page.getByRole('row', { name: person.application })).toContainText('of 1 acked')
    await page.getByRole('button', { name: 'Dark' }).click()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    await context.close()
  })
})
