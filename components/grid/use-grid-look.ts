'use client'

import { useCallback, useSyncExternalStore } from 'react'
import { WIDTHS } from './arrange-columns.ts'
import type { GridLook } from './columns.ts'

export const USUAL_LOOK: GridLook = { hidden: [], density: 'calm', order: [], widths: {} }
const CHANGED = 'aoi-grid-look'

/** Returns the operator's columns and density for the list `name`, which this browser stores. */
export function useGridLook(name: string): [GridLook, (look: GridLook) => void] {
  const key = `aoi.grid.${name}`
  const kept = useSyncExternalStore(
    follow,
    () => localStorage.getItem(key),
    () => null,
  )
  const keep = useCallback(
    (look: GridLook) => {
      localStorage.setItem(key, JSON.stringify(look))
      window.dispatchEvent(new Event(CHANGED))
    },
    [key],
  )
  return [readGridLook(kept), keep]
}

function follow(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed)
  window.addEventListener('storage', changed)
  return () => {
    window.removeEventListener(CHANGED, changed)
    window.removeEventListener('storage', changed)
  }
}

/** Reads the stored look, or returns the default if it cannot be read. */
export function readGridLook(kept: string | null): GridLook {
  try {
    const { hidden, density, order, widths } = JSON.parse(kept ?? '{}') as Partial<GridLook>
    const known = Object.entries(widths ?? {}).filter(([, width]) => Object.hasOwn(WIDTHS, width))
    return {
      ...{ hidden: readIds(hidden), density: density === 'dense' ? 'dense' : 'calm' },
      ...{ order: readIds(order), widths: Object.fromEntries(known) },
    }
  } catch {
    return USUAL_LOOK
  }
}

function readIds(kept: unknown): string[] {
  return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : []
}
