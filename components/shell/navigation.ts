import { DASHBOARD_PAGES, type DashboardPageName } from '#protocol/dashboard/manifest.ts'
import { mayDo, type Role } from '#protocol/dashboard/roles.ts'
import type { ShellTexts } from './texts.ts'

/** The groups of pages, in their order. The first has no name. */
export const NAVIGATION_GROUPS = ['top', 'delivery', 'senders', 'administration', 'help'] as const
export type NavigationGroup = (typeof NAVIGATION_GROUPS)[number]

type Entry = {
  group: NavigationGroup
  page: DashboardPageName & keyof ShellTexts
  /** The key that opens the page, after `g`. */
  key: string
  /** Loaded as a document of its own: its policy allows the AOI Client’s WebAssembly. */
  reload?: true
}

const ENTRIES: readonly Entry[] = [
  { group: 'top', page: 'overview', key: 'o' },
  { group: 'top', page: 'findings', key: 'b' },
  { group: 'top', page: 'wall', key: 'l' },
  { group: 'delivery', page: 'notifications', key: 'n' },
  { group: 'delivery', page: 'compose', key: 'm' },
  { group: 'delivery', page: 'scheduled', key: 'e' },
  { group: 'delivery', page: 'tokens', key: 't' },
  { group: 'delivery', page: 'aoiClients', key: 'c' },
  { group: 'delivery', page: 'registrations', key: 'r' },
  { group: 'senders', page: 'applications', key: 'a' },
  { group: 'senders', page: 'hooks', key: 'h' },
  { group: 'senders', page: 'webhooks', key: 'w' },
  { group: 'administration', page: 'audit', key: 'u' },
  { group: 'administration', page: 'operators', key: 'p' },
  { group: 'administration', page: 'settings', key: 's' },
  { group: 'help', page: 'start', key: 'f', reload: true },
  { group: 'help', page: 'demo', key: 'd', reload: true },
  { group: 'help', page: 'docs', key: 'i' },
]

export type NavigationItem = {
  group: NavigationGroup
  page: Entry['page']
  href: string
  key: string
  reload: boolean
}

/** Lists the pages that a role may open, in the order of the navigation. */
export function listNavigation(role: Role): NavigationItem[] {
  return ENTRIES.flatMap(({ group, page, key, reload = false }) => {
    const { path, permission } = DASHBOARD_PAGES[page]
    return mayDo(role, permission) ? [{ group, page, href: path, key, reload }] : []
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
