'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { type ListParams, withParam } from './list-params.ts'
import { ParamLink } from './param-link.tsx'
import { texts } from './texts.ts'

type Props = {
  path: string
  params: ListParams
  go: (params: ListParams) => void
  page: { nextCursor?: string | undefined; prevCursor?: string | undefined; partial?: boolean | undefined }
}

const LINK =
  'inline-flex min-h-8 items-center rounded-control border border-edge bg-surface px-3 hover:border-ink'

/**
 * Links to the previous and the next page. After a search that stopped at its limit, it says so and offers to continue.
 */
export function Pager({ path, params, go, page }: Props) {
  const t = useTexts(texts)
  const { nextCursor, prevCursor, partial } = page
  if (nextCursor === undefined && prevCursor === undefined && params.cursor === undefined) return null
  return (
    <nav aria-label={t.pages} className="flex flex-wrap items-center gap-2">
      {params.cursor === undefined ? null : (
        <ParamLink path={path} params={withParam(params, 'cursor', undefined)} go={go} className={LINK}>
          {t.firstPage}
        </ParamLink>
      )}
      {prevCursor === undefined ? null : (
        <ParamLink
          path={path}
          params={withParam(params, 'cursor', prevCursor)}
          go={go}
          className={LINK}
          rel="prev"
        >
          {t.previous}
        </ParamLink>
      )}
      {nextCursor === undefined ? null : (
        <ParamLink
          path={path}
          params={withParam(params, 'cursor', nextCursor)}
          go={go}
          className={LINK}
          rel="next"
        >
          {partial === true ? t.goOn : t.next}
        </ParamLink>
      )}
      {partial === true ? <p className="basis-full text-muted text-small">{t.partial}</p> : null}
    </nav>
  )
}
