import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { RESERVED_TOPICS } from '#protocol/reserved-topics.ts'
import { toNtfyPath } from './ntfy-path.ts'

const ADDRESS = `aoi_in_${'0'.repeat(16)}_${'A'.repeat(40)}`

describe('ntfy’s API at the root', () => {
  it.each([
    ['POST', '/alerts', '/ntfy/alerts'],
    ['PUT', `/${ADDRESS}`, `/ntfy/${ADDRESS}`],
    ['POST', '/alerts?title=x', '/ntfy/alerts?title=x'],
    ['POST', '/alerts?message=really?&title=x', '/ntfy/alerts?message=really?&title=x'],
    ['POST', '/alerts?', '/ntfy/alerts?'],
    ['POST', '/', '/ntfy'],
    ['PUT', '/?auth=x', '/ntfy?auth=x'],
    ['POST', '/alerts/job-7', '/ntfy/alerts/job-7'],
    ['PUT', '/alerts/job-7?title=x', '/ntfy/alerts/job-7?title=x'],
    ['GET', '/alerts/publish?message=x', '/ntfy/alerts/publish?message=x'],
    ['GET', '/alerts/send', '/ntfy/alerts/send'],
    ['GET', '/alerts/trigger', '/ntfy/alerts/trigger'],
  ])('takes %s %s', (method, url, expected) => {
    expect(toNtfyPath({ method, url })).toBe(expected)
  })

  it.each([
    ['GET', '/'],
    ['GET', '/alerts'],
    ['HEAD', '/alerts/publish'],
    ['DELETE', '/alerts'],
    ['POST', '/sign-in'],
    ['POST', '/message'],
    ['POST', '/api/v1/notifications'],
    ['POST', '/alerts/job-7/more'],
    ['POST', '/tokens/job-7'],
    ['GET', '/tokens/publish'],
    ['POST', '/alerts.json'],
    ['POST', `/${'a'.repeat(65)}`],
  ])('leaves %s %s to others', (method, url) => {
    expect(toNtfyPath({ method, url })).toBeUndefined()
  })

  it('leaves every page alone', () => {
    const app = fileURLToPath(new URL('../app', import.meta.url))
    const pages = listSegments(app)
    expect(pages.length).toBeGreaterThan(10)
    expect(pages.filter((page) => !RESERVED_TOPICS.has(page))).toEqual([])
  })
})

/** The first path segment of every page and route; folders in brackets only group pages. */
function listSegments(folder: string): string[] {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.flatMap(({ name }) =>
    name.startsWith('(') ? listSegments(join(folder, name)) : [decodeURIComponent(name)],
  )
}
