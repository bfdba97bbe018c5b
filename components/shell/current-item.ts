import type { NavigationItem } from './navigation.ts'

/** Returns the item that the page at `pathname` belongs to: the one with the longest matching path. */
export function findCurrent(items: readonly NavigationItem[], pathname: string): NavigationItem | undefined {
  return items
    .filter(({ href }) => pathname === href || (href !== '/' && pathname.startsWith(`${href}/`)))
    .sort((a, b) => b.href.length - a.href.length)[0]
}
