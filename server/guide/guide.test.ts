import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findProjectDirectory } from '#server/db/project-directory.ts'
import { openGuide } from './guide.ts'
import { GUIDE_GROUPS } from './guide-groups.ts'

const guide = openGuide(join(findProjectDirectory(), 'docs'))

async function openFiles(files: Record<string, string>) {
  const directory = await mkdtemp(join(tmpdir(), 'aoi-guide-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, `${name}.md`), text)
  return openGuide(directory)
}

describe('the guide of this version', () => {
  it('has every named page, each with a title and a sentence', async () => {
    const groups = await guide.list()
    const named = GUIDE_GROUPS.flatMap(({ names }) => names)
    const pages = groups.flatMap((group) => group.pages)
    expect(pages.map(({ name }) => name)).toEqual(expect.arrayContaining([...named]))
    expect(pages.filter(({ title, summary }) => title === '' || summary.length < 10)).toEqual([])
  })

  it('links only to places that exist', async () => {
    const names = (await guide.list()).flatMap(({ pages }) => pages.map(({ name }) => name))
    const pages = await Promise.all(names.map((name) => guide.find(name)))
    const places = new Set(
      pages.flatMap((page) => [
        `/docs/${page?.name}`,
        ...[...(page?.html ?? '').matchAll(/ id="([^"]+)"/g)].map(([, id]) => `/docs/${page?.name}#${id}`),
      ]),
    )
    const links = pages.flatMap((page) =>
      [...(page?.html ?? '').matchAll(/href="([^"]+)"/g)].map(([, href = '']) =>
        href.startsWith('#') ? `/docs/${page?.name}${href}` : href,
      ),
    )
    expect(links.filter((link) => !link.startsWith('http') && !places.has(link))).toEqual([])
    expect(links.length).toBeGreaterThan(50)
  })

  it('finds a section by its words, the heading first', async () => {
    const [first] = await guide.search('rehearse')
    expect(first).toMatchObject({ name: 'operations', heading: 'Rehearse', id: 'rehearse' })
    expect((await guide.search('container read-only image')).map(({ name }) => name)).toContain('operations')
    expect(await guide.search('rehearse nowordlikethis')).toEqual([])
    expect(await guide.search('  ')).toEqual([])
    expect((await guide.search('e')).length).toBeLessThanOrEqual(20)
  })
})

describe('a page', () => {
  it('shows markup as text, and has no link that runs a script', async () => {
    const text =
      '# A <b>page</b>\n\nText. <script>alert(1)</script> [x](javascript:alert(1)) `<i>`\n\n<img src=x>\n'
    const page = await (await openFiles({ page: text })).find('page')
    expect(page?.html).not.toMatch(/<script|<img|<i>|javascript:/)
    expect(page?.html).toContain('&lt;script&gt;')
  })

  it('keeps links to other pages, and makes those to other files text', async () => {
    const opened = await openFiles({
      one: '# One\n\n[two](two.md#part) [file](../server/README.md) [decision](decisions/001-one.md)\n',
      two: '# Two\n\n## Part\n',
    })
    const page = await opened.find('one')
    expect([...(page?.html ?? '').matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      '/docs/two#part',
    ])
    expect(page?.html).toContain('file decision')
  })

  it('finds nothing for other names, and without its directory', async () => {
    expect(await guide.find('../package')).toBeUndefined()
    expect(await guide.find('server-package')).toBeUndefined()
    const empty = openGuide('/nowhere')
    expect([await empty.list(), await empty.find('send'), await empty.search('send')]).toEqual([
      [],
      undefined,
      [],
    ])
  })

  it('has sections at its headings, but not at those in code', async () => {
    const opened = await openFiles({ page: '# Page\n\nfirst\n\n## Part\n\n```\n# no heading\n```\n' })
    expect(await opened.search('heading')).toEqual([
      { name: 'page', title: 'Page', heading: 'Part', id: 'part', excerpt: '# no heading' },
    ])
    expect((await opened.find('page'))?.headings).toEqual([{ id: 'part', text: 'Part' }])
  })
})
