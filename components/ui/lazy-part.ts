import { type ComponentType, lazy, type ReactNode } from 'react'

/**
 * Makes a part of a page whose script comes after the page. If the script does not come, as from a server that has just
 * stopped, `Missing` stands in its place, and the rest of the page stays.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Missing: () => ReactNode,
) {
  return lazy<ComponentType<Props>>(() =>
    load().then(
      (part) => ({ default: part }),
      () => ({ default: Missing }),
    ),
  )
}
