'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/** Returns false during hydration and true afterwards, for facts that the server cannot know. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
