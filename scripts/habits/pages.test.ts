import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { DASHBOARD_PAGES } from '../../protocol/dashboard/manifest.ts'

const app = fileURLToPath(new URL('../../app', import.meta.url))

/** Returns the path that serves a page file. Folders in parentheses are not part of it. */
function pathOf(file: string): string {
  const folders = file.split('/').slice(0, -1)
  return `/${folders.filter((folder) => !folder.startsWith('(')).join('/')}`
}

async function listPages(): Promise<Map<string, string>> {
  const files = (await readdir(app, { recursive: true })).filter((file) => /(^|\/)page\.tsx$/.test(file))
  return new Map(files.map((file) => [pathOf(file), join(app, file)]))
}

test('the pages are exactly those of the manifest, and the inbox, which belongs to no operator', async () => {
  const paths = [...Object.values(DASHBOARD_PAGES).map(({ path }) => path), '/inbox']
  expect([...(await listPages()).keys()].sort()).toEqual(paths.toSorted())
})

test('every page that is not public admits the operator by its own name', async () => {
  const pages = await listPages()
  for (const [name, { path, permission }] of Object.entries(DASHBOARD_PAGES)) {
    const source = readFileSync(pages.get(path) ?? '', 'utf8')
    if (permission !== 'public') expect(source, path).toContain(`await admitTo('${name}'`)
  }
})

test('no component has an inline style, which the content security policy refuses in the HTML of the server', async () => {
  const root = join(app, '..')
  const files = await Promise.all(
    ['app', 'components'].map(async (room) =>
      (await readdir(join(root, room), { recursive: true })).map((file) => join(room, file)),
    ),
  )
  const components = files.flat().filter((file) => file.endsWith('.tsx'))
  expect(components.length).toBeGreaterThan(100)
  const styled = components.filter((file) => /\sstyle=\{/.test(readFileSync(join(root, file), 'utf8')))
  expect(styled).toEqual([])
})
