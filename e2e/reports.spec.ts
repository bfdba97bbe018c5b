import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'
import { seedStatistics } from './statistics-seed.ts'

/** Counts the actions of a task against its budget, and prints both. */
function beginTask(name: string, budget: number) {
  let actions = 0
  return {
    act: async (act: () => Promise<unknown>) => {
      actions += 1
      await act()
    },
    end: () => {
      console.log(`${name}: ${actions} of ${budget} actions`)
      expect(actions, name).toBeLessThanOrEqual(budget)
    },
  }
}

test('An operator reads an application’s delivered share of yesterday, and downloads its report of last week', async ({
  page,
  person,
  server,
}) => {
  const { token, command } = await person.listen('phone')
  await person.send({ key: await person.createKey(), token })
  await command.next('payload')
  await seedStatistics(server, person.application)

  await page.goto('/')
  const share = beginTask('yesterday’s delivered share of one application', 3)
  const ranking = page.getByRole('region', { name: 'Largest: Client Applications' })
  await share.act(() => ranking.getByRole('link', { name: person.application }).click())
  // Both pages have this link.
  await expect(page).toHaveURL(/client-applications/)
  await share.act(() => page.getByRole('link', { name: 'Yesterday' }).click())
  const sums = page.getByRole('region', { name: 'The whole range' })
  await expect(sums).toContainText('Accepted24')
  await expect(sums).toContainText('Delivered share75%')
  share.end()

  await page.goto('/')
  const report = beginTask('last week’s report of one application as CSV', 4)
  await report.act(() => ranking.getByRole('link', { name: person.application }).click())
  await expect(page).toHaveURL(/client-applications/)
  await report.act(() => page.getByRole('link', { name: 'Last week' }).click())
  await expect(sums).toContainText('Accepted168')
  const download = page.waitForEvent('download')
  await report.act(() => page.getByRole('link', { name: 'Report of this time range as CSV' }).click())
  const lines = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\r\n')
  expect(lines).toHaveLength(170)
  expect(lines.at(-1)).toMatch(/^total,.*,168,672,504,0\.75,168,/)
  report.end()
})
