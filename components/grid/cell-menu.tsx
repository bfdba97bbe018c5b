'use client'

import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { copyText } from '../ui/copy-text.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { showUnseen } from '../ui/visible-text.ts'
import type { GridColumn } from './columns.ts'
import { type ListParams, withParam } from './list-params.ts'
import { texts } from './texts.ts'

type Props<Row> = {
  row: Row
  text: string
  column: GridColumn<Row>
  params: ListParams
  go: (params: ListParams) => void
}

const BUTTON =
  'absolute top-0.5 right-0 inline-flex size-7 items-center max-md:top-0 max-md:size-8 justify-center rounded-control bg-surface text-muted opacity-0 hover:bg-sunken hover:text-ink focus-visible:opacity-100 group-hover/cell:opacity-100 pointer-coarse:opacity-100 max-md:opacity-100 data-open:opacity-100'

/** Copies the cell or filters by it. The menu itself is made when it is asked for: a page has hundreds of cells. */
export function CellMenu<Row>(props: Props<Row>) {
  const t = useTexts(texts)
  const [asked, setAsked] = useState(false)
  if (!useHydrated()) return null
  const name = t.cellMenu(props.column.header)
  if (asked) return <OpenMenu {...props} name={name} close={() => setAsked(false)} />
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-haspopup="menu"
      aria-label={name}
      className={BUTTON}
      onClick={() => setAsked(true)}
    >
      ⋯
    </button>
  )
}

const ITEM =
  'flex min-h-8 max-w-80 cursor-default items-center truncate rounded-control px-3 outline-none data-highlighted:bg-sunken'

function OpenMenu<Row>({
  row,
  text,
  column,
  params,
  go,
  name,
  close,
}: Props<Row> & { name: string; close: () => void }) {
  const t = useTexts(texts)
  const { filter } = column
  const wanted = column.filterValue?.(row) ?? text
  const items = column.items?.(row) ?? []
  return (
    <DropdownMenu.Root defaultOpen modal={false} onOpenChange={(open) => (open ? undefined : close())}>
      <DropdownMenu.Trigger aria-label={name} data-open="" tabIndex={-1} className={BUTTON}>
        ⋯
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          className="z-40 min-w-40 rounded-panel border border-edge bg-surface p-1 text-small shadow-lg"
        >
          <DropdownMenu.Item className={ITEM} onSelect={() => copyText(text, t)}>
            {t.copy}
          </DropdownMenu.Item>
          {filter === undefined ? null : (
            <DropdownMenu.Item className={ITEM} onSelect={() => go(withParam(params, filter, wanted))}>
              {t.filterBy(showUnseen(text))}
            </DropdownMenu.Item>
          )}
          {items.map((item) => (
            <DropdownMenu.Item key={item.label} className={ITEM} onSelect={item.run}>
              {item.label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
