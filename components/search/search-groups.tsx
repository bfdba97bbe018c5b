'use client'

import { Command } from 'cmdk'
import type { SearchGroup, SearchHit, SearchKind } from '#protocol/dashboard/search.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { searchTexts } from './texts.ts'

/** The look of an item of the palette. */
export const ITEM_LOOK =
  'flex min-h-8 cursor-pointer flex-wrap items-baseline gap-x-3 rounded-control px-2.5 py-1 aria-selected:bg-sunken'
/** The look of a group of items with its heading. */
export const GROUP_LOOK =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-small'

type Props = { groups: readonly SearchGroup[]; onOpen: (kind: SearchKind, hit: SearchHit) => void }

/** The results of the search, by kind, each with the reason for its match. */
export function SearchGroups({ groups, onOpen }: Props) {
  const t = useTexts(searchTexts)
  const format = useFormat()
  return groups.map(({ kind, hits, more, cut, waiting, searchedUntil }) => (
    <Command.Group key={kind} heading={t[kind]} className={GROUP_LOOK}>
      {hits.map((hit) => (
        <Command.Item
          key={hit.id}
          value={itemValue(kind, hit)}
          onSelect={() => onOpen(kind, hit)}
          className={ITEM_LOOK}
        >
          <HitLine kind={kind} hit={hit} />
        </Command.Item>
      ))}
      {more ? <p className="px-2.5 py-1 text-muted text-small">{t.more}</p> : null}
      {cut === undefined ? null : <p className="px-2.5 py-1 text-muted text-small">{t[cut]}</p>}
      {waiting === undefined ? null : (
        <p className="px-2.5 py-1 text-muted text-small">
          {searchedUntil === undefined ? null : `${t.searchedUntil(format.moment(searchedUntil, 'local'))} `}
          {t.waiting(waiting)}
        </p>
      )}
    </Command.Group>
  ))
}

/** Names the item of a hit within the palette. */
export function itemValue(kind: SearchKind, { id }: SearchHit): string {
  return `${kind} ${id}`
}

/** Kinds whose id tells nothing to a person beside the name. */
const NAMELESS: readonly SearchKind[] = [
  'notificationText',
  'token',
  'applicationName',
  'serverApplication',
  'hook',
  'operator',
  'auditEvent',
]

function HitLine({ kind, hit }: { kind: SearchKind; hit: SearchHit }) {
  const t = useTexts(searchTexts)
  const format = useFormat()
  const { id, name = id, detail, at, match, excerpt } = hit
  const facts = [
    ...(name === id || NAMELESS.includes(kind) ? [] : [id]),
    ...(detail === undefined ? [] : [detail]),
    ...(at === undefined ? [] : [format.moment(at, 'local')]),
  ]
  return (
    <>
      <PlainText className={`wrap-anywhere ${name === id ? 'font-mono text-small' : 'font-medium'}`}>
        {name}
      </PlainText>
      {facts.map((fact) => (
        <PlainText key={fact} className="wrap-anywhere text-small">
          {fact}
        </PlainText>
      ))}
      <span className="ml-auto text-muted text-small">{t[match]}</span>
      {excerpt === undefined ? null : (
        <PlainText className="wrap-anywhere basis-full text-small">{excerpt}</PlainText>
      )}
    </>
  )
}
