import { DASHBOARD_PAGES, type DashboardPageName } from '#protocol/dashboard/manifest.ts'
import { mayDo, type Role } from '#protocol/dashboard/roles.ts'

type Entry = {
  page: DashboardPageName
  label: string
  /** After `g`. */
  key: string
  /** Loaded as a page of its own: its policy lets the AOI Client’s WebAssembly run. */
  reload?: true
}

const ENTRIES: readonly Entry[] = [
  { page: 'overview', label: 'Overview', key: 'o' },
  { page: 'notifications', label: 'Notifications', key: 'n' },
  { page: 'tokens', label: 'Tokens', key: 't' },
  { page: 'aoiClients', label: 'AOI Clients', key: 'c' },
  { page: 'registrations', label: 'Registrations', key: 'r' },
  { page: 'applications', label: 'Applications', key: 'a' },
  { page: 'audit', label: 'Audit', key: 'u' },
  { page: 'operators', label: 'Operators', key: 'p' },
  { page: 'demo', label: 'Demo', key: 'd', reload: true },
  { page: 'docs', label: 'API reference', key: 'i' },
  { page: 'settings', label: 'Settings', key: 's' },
]

export type NavigationItem = { href: string; label: string; key: string; reload: boolean }

/** The pages that a role may open, in the order of the navigation. */
export function listNavigation(role: Role): NavigationItem[] {
  return ENTRIES.flatMap(({ page, label, key, reload = false }) => {
    const { path, permission } = DASHBOARD_PAGES[page]
    return permission === 'public' || mayDo(role, permission) ? [{ href: path, label, key, reload }] : []
  })
}

/** Whether the page at `pathname` lies below the item: the longest that fits is the current one. */
export function findCurrent(items: readonly NavigationItem[], pathname: string): NavigationItem | undefined {
  return items
    .filter(({ href }) => pathname === href || (href !== '/' && pathname.startsWith(`${href}/`)))
    .sort((a, b) => b.href.length - a.href.length)[0]
}
