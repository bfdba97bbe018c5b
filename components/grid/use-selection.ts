'use client'

import { useState } from 'react'
import type { RowSelection } from './grid-props.ts'
import { type ListParams, listHref } from './list-params.ts'
import { leavePlace, NOTHING_SELECTED, type Selection } from './selection.ts'

/** The selected rows of the list at these parameters. Another filter, order or page ends a selection of everything. */
export function useSelection(params: ListParams): RowSelection {
  const place = listHref('', params)
  const [kept, setKept] = useState<{ selection: Selection; place: string }>({
    selection: NOTHING_SELECTED,
    place,
  })
  const selection = kept.place === place ? kept.selection : leavePlace(kept.selection)
  if (kept.place !== place) setKept({ selection, place })
  return { selection, select: (next) => setKept({ selection: next, place }) }
}
