import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

const Nothing = () => null

/**
 * What comes after the page, for convenience: a page whose extras cannot be had (the server may have stopped since) is
 * shown without them.
 */
export function lazyExtra<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(() => load().catch((): { default: ComponentType<Props> } => ({ default: Nothing })))
}
