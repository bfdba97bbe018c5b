import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GuideEntry, GuideGroup, GuideHit, GuidePage } from '#protocol/dashboard/guide.ts'
import { GUIDE_GROUPS, OTHER_GROUP } from './guide-groups.ts'
import { describePage, renderPage } from './render-page.ts'
import { searchSections } from './search-sections.ts'
import { listSections } from './sections.ts'

/** The guide: the documents of this version, in English. */
export interface Guide {
  /** Lists the pages in their groups. */
  list(): Promise<readonly { group: GuideGroup; pages: readonly GuideEntry[] }[]>
  /** Returns a page; `undefined` if there is none of this name. */
  find(name: string): Promise<GuidePage | undefined>
  /** Finds sections that have all words of the text, the best first, at most `LIMITS.guideHits`. */
  search(text: string): Promise<readonly GuideHit[]>
}

/** Pages that belong to the packages, where they are read before there is a server. */
const LEFT_OUT = new Set(['server-package'])

/**
 * Opens the guide of the Markdown files in `directory`. Each file is read once, when it is first asked for, and each page
 * is rendered alone, so that no request waits for more than one page. Without the directory the guide is empty.
 */
export function openGuide(directory: string): Guide {
  const texts = once(() => readTexts(directory))
  const rendered = new Map<string, GuidePage>()
  const sections = once(async () => [...(await texts())].flatMap(([name, text]) => listSections(name, text)))
  return {
    list: async () => groupPages([...(await texts())].map(([name, text]) => describePage(name, text))),
    find: async (name) => {
      const text = (await texts()).get(name)
      if (text === undefined) return undefined
      const page = rendered.get(name) ?? renderPage(name, { text, names: await texts() })
      rendered.set(name, page)
      return page
    },
    search: async (text) => searchSections(await sections(), text),
  }
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}

async function readTexts(directory: string): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(directory).catch(() => [])
  const names = files.filter((file) => file.endsWith('.md')).map((file) => file.slice(0, -'.md'.length))
  const kept = names.filter((name) => !LEFT_OUT.has(name)).sort()
  const read = kept.map(
    async (name) => [name, await readFile(join(directory, `${name}.md`), 'utf8')] as const,
  )
  return new Map(await Promise.all(read))
}

function groupPages(pages: readonly GuideEntry[]) {
  const byName = new Map(pages.map((page) => [page.name, page]))
  const named = new Set(GUIDE_GROUPS.flatMap(({ names }) => names))
  const groups = GUIDE_GROUPS.map(({ group, names }) => ({
    group,
    pages: names.flatMap((name) => byName.get(name) ?? []),
  }))
  const others = pages.filter(({ name }) => !named.has(name))
  return [...groups, { group: OTHER_GROUP, pages: others }].filter((each) => each.pages.length > 0)
}
