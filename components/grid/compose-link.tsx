import Link from 'next/link'
import { useTexts } from '../i18n/use-texts.ts'
import { buttonClass } from '../ui/button.tsx'
import { filtersOf } from './list-params.ts'
import { texts } from './texts.ts'
import type { List } from './use-list.ts'

type Props = { of: 'tokens' | 'aoi-clients'; list: Pick<List<unknown>, 'params' | 'problems'> }

/** Leads to the page that writes to all tokens of the list. Missing while a filter of the URL is wrong. */
export function ComposeLink({ of, list: { params, problems } }: Props) {
  const t = useTexts(texts)
  if (problems.length > 0) return null
  const search = new URLSearchParams({ list: of, ...filtersOf(params) })
  return (
    <Link href={`/compose?${search}`} prefetch={false} className={buttonClass()}>
      {t.compose}
    </Link>
  )
}
