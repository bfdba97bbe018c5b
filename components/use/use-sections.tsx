'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import type { Use, UseRow } from '#protocol/dashboard/use.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readTimed } from '../live/dashboard-api.ts'
import { Button } from '../ui/button.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'
import { RefusedParties } from './refused-parties.tsx'
import { StoredParties } from './stored-parties.tsx'
import { texts } from './texts.ts'

const ROWS = '10'
const AGAIN_MILLISECONDS = 15_000

/** Parties that fill the disk, and parties that limits refuse. */
export function UseSections() {
  const t = useTexts(texts)
  const format = useFormat()
  const query = useInfiniteQuery({
    queryKey: ['dashboard', 'readUse'],
    queryFn: ({ signal, pageParam }) =>
      readTimed<Use>('readUse', {
        signal,
        query: { limit: ROWS, ...(pageParam === '' ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: ({ answer }) => answer.nextCursor,
    refetchInterval: AGAIN_MILLISECONDS,
  })
  const pages = query.data?.pages ?? []
  const rows = pages.flatMap(({ answer }) => answer.rows)
  const first = pages[0]
  return (
    <>
      <Section title={t.storage} lead={t.storageIs}>
        <ReadState query={query} />
        {first === undefined ? null : (
          <p className={first.answer.rows.length === 0 ? 'text-muted' : 'mb-3'}>
            {first.answer.rows.length === 0
              ? t.nothing
              : t.total(first.answer.total.notifications, format.bytes(first.answer.total.bytes))}
          </p>
        )}
        <StoredParties rows={rows} />
        {query.hasNextPage ? (
          <Button className="mt-3" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t.more}
          </Button>
        ) : null}
      </Section>
      <Section title={t.refusals} lead={t.refusalsIs}>
        <ReadState query={query} />
        {first === undefined ? null : (
          <RefusedParties refusals={first.answer.refusals} names={namesOf(rows)} readAt={first.readAt} />
        )}
      </Section>
    </>
  )
}

function namesOf(rows: readonly UseRow[]): Map<string, string> {
  return new Map(
    rows.flatMap(({ unit, key, name }) =>
      unit === 'application' && name !== undefined ? [[key, name]] : [],
    ),
  )
}
