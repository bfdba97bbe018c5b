import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

const Nothing = () => null

/**
 * Loads a convenience after the page. If its code cannot be loaded (the server may have stopped since), the page is
 * shown without it.
 */
export function lazyExtra<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(() => load().catch((): { default: ComponentType<Props> } => ({ default: Nothing })))
}
