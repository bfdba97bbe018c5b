'use client'

import { Command } from 'cmdk'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import type { SearchGroup } from '#protocol/dashboard/search.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { openPage } from '../live/open-page.ts'
import { linkToHit } from '../search/hit-links.ts'
import { GROUP_LOOK, ITEM_LOOK, itemValue, SearchGroups } from '../search/search-groups.tsx'
import { searchTexts } from '../search/texts.ts'
import { useSearch } from '../search/use-search.ts'
import { Dialog } from '../ui/dialog.tsx'
import { showToast } from '../ui/toast.ts'
import { takeTyped } from './early-keys.ts'
import { listMatchingPages, type NavigationItem } from './navigation.ts'
import { texts } from './texts.ts'

type Props = { items: readonly NavigationItem[]; onClose: () => void }

/** Finds pages by name at once, and everything else by the server's search. */
// biome-ignore lint/style/noDefaultExport: loaded on demand
export default function Palette({ items, onClose }: Props) {
  const t = useTexts(searchTexts)
  const frame = useTexts(texts)
  const router = useRouter()
  const [text, setText] = useState('')
  const [selected, setSelected] = useState('')
  const { groups, failure, isSearching } = useSearch(text)
  const pages = listMatchingPages(items, { text, labelOf: ({ page }) => frame[page] })
  const found = groups.reduce((sum, { hits }) => sum + hits.length, 0) + pages.length
  const first = findFirst({ pages, groups })
  /** Enter before the first result arrives opens that result. */
  const opensFirst = useRef(false)

  function go(href: string, reload = false) {
    onClose()
    if (!reload) router.push(href)
    else
      openPage(href)
        .then((isOpening) => (isOpening ? undefined : showToast(frame.pageAway, 'danger')))
        .catch(() => undefined)
  }

  useEffect(() => {
    if (isSearching) return
    const first = findFirstHit(groups)
    if (opensFirst.current && first !== undefined) go(linkToHit(first.kind, first.hit))
    opensFirst.current = false
  })

  return (
    <Dialog name="palette" open onClose={onClose} title={t.heading} description={t.headingIs}>
      <Command
        label={t.heading}
        shouldFilter={false}
        value={selected === '' ? first : selected}
        onValueChange={setSelected}
        onKeyDown={({ key }) => {
          if (key === 'Enter' && isSearching && found === 0) opensFirst.current = true
        }}
      >
        <Command.Input
          value={text}
          onValueChange={(typed) => {
            setSelected('')
            setText(typed)
          }}
          onFocus={() => {
            // Takes over the characters that were typed before the palette appeared.
            const typed = takeTyped()
            if (typed !== '') setText(typed)
          }}
          placeholder={t.type}
          className="min-h-9 w-full rounded-control border border-edge bg-surface px-2.5"
        />
        <p role="status" className="mt-2 min-h-6 text-muted text-small">
          {failure ?? (isSearching ? t.searching : found === 0 ? t.nothing : t.found(found))}
        </p>
        <Command.List label={t.heading} className="max-h-[50dvh] overflow-y-auto">
          {pages.length === 0 ? null : (
            <Command.Group heading={t.pages} className={GROUP_LOOK}>
              {pages.map(({ href, page, reload }) => (
                <Command.Item key={href} value={href} onSelect={() => go(href, reload)} className={ITEM_LOOK}>
                  {frame[page]}
                </Command.Item>
              ))}
            </Command.Group>
          )}
          <SearchGroups groups={groups} onOpen={(kind, hit) => go(linkToHit(kind, hit))} />
        </Command.List>
      </Command>
    </Dialog>
  )
}

type Shown = { pages: readonly NavigationItem[]; groups: readonly SearchGroup[] }

/** Returns the item that is selected until the operator chooses another: the first page or result. */
function findFirst({ pages, groups }: Shown): string {
  const [page] = pages
  if (page !== undefined) return page.href
  const first = findFirstHit(groups)
  return first === undefined ? '' : itemValue(first.kind, first.hit)
}

/** Some groups have no hits, but say why. */
function findFirstHit(groups: Shown['groups']) {
  const group = groups.find(({ hits }) => hits.length > 0)
  const hit = group?.hits[0]
  return group === undefined || hit === undefined ? undefined : { kind: group.kind, hit }
}
