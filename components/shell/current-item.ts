import type { NavigationItem } from './navigation.ts'

/** Whether the page at `pathname` lies below the item: the longest that fits is the current one. */
export function findCurrent(items: readonly NavigationItem[], pathname: string): NavigationItem | undefined {
  return items
    .filter(({ href }) => pathname === href || (href !== '/' && pathname.startsWith(`${href}/`)))
    .sort((a, b) => b.href.length - a.href.length)[0]
}
