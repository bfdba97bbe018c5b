import { DASHBOARD_PAGES, type DashboardPageName } from '#protocol/dashboard/manifest.ts'
import { mayDo, type Role } from '#protocol/dashboard/roles.ts'
import type { ShellTexts } from './texts.ts'

type Entry = {
  page: DashboardPageName & keyof ShellTexts
  /** The key that opens the page, after `g`. */
  key: string
  /** Loaded as a document of its own: its policy allows the AOI Client’s WebAssembly. */
  reload?: true
}

const ENTRIES: readonly Entry[] = [
  { page: 'overview', key: 'o' },
  { page: 'findings', key: 'b' },
  { page: 'notifications', key: 'n' },
  { page: 'compose', key: 'm' },
  { page: 'scheduled', key: 'e' },
  { page: 'tokens', key: 't' },
  { page: 'aoiClients', key: 'c' },
  { page: 'registrations', key: 'r' },
  { page: 'applications', key: 'a' },
  { page: 'hooks', key: 'h' },
  { page: 'webhooks', key: 'w' },
  { page: 'audit', key: 'u' },
  { page: 'operators', key: 'p' },
  { page: 'start', key: 'f', reload: true },
  { page: 'demo', key: 'd', reload: true },
  { page: 'docs', key: 'i' },
  { page: 'settings', key: 's' },
]

export type NavigationItem = {
  page: Entry['page']
  href: string
  key: string
  reload: boolean
}

/** Lists the pages that a role may open, in the order of the navigation. */
export function listNavigation(role: Role): NavigationItem[] {
  return ENTRIES.flatMap(({ page, key, reload = false }) => {
    const { path, permission } = DASHBOARD_PAGES[page]
    return mayDo(role, permission) ? [{ page, href: path, key, reload }] : []
  })
}

/** Lists the pages with a word that begins with the text; all of them without a text. */
export function listMatchingPages(
  items: readonly NavigationItem[],
  { text, labelOf }: { text: string; labelOf: (item: NavigationItem) => string },
): NavigationItem[] {
  const wanted = ` ${text.trim().toLowerCase()}`
  return items.filter((item) => ` ${labelOf(item).toLowerCase()}`.includes(wanted))
}
