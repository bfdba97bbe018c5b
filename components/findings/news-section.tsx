'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { OwnNews } from '#protocol/dashboard/finding-news.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { Button } from '../ui/button.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'
import { useLate } from '../ui/use-late.ts'
import { NewsForm } from './news-form.tsx'
import { newsTexts } from './news-texts.ts'

const loadDialog = () =>
  import('./news-link-dialog.tsx').then((module) => ({ default: module.NewsLinkDialog }))

/** How findings reach the operator: devices, mail, kinds and quiet hours. */
export function NewsSection() {
  const t = useTexts(newsTexts)
  const format = useFormat()
  const [isLinking, setLinking] = useState(false)
  const { Late: LateDialog, want } = useLate(loadDialog)
  const query = useQuery({
    queryKey: ['dashboard', 'readOwnNews'],
    queryFn: ({ signal }) => readDashboard<OwnNews>('readOwnNews', { signal }),
  })
  const news = query.data
  const open = () => {
    setLinking(true)
    want()
  }
  return (
    <Section title={t.title} lead={t.lead}>
      <ReadState query={query} />
      {news === undefined ? null : (
        <div className="grid gap-4">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <span>{news.devices === 0 ? t.noLink : t.devices(format.number(news.devices))}</span>
            <Button onClick={open}>{t.link}</Button>
          </div>
          <NewsForm key={JSON.stringify(news.choice)} news={news} />
        </div>
      )}
      {LateDialog === undefined || !isLinking || news === undefined ? null : (
        <LateDialog needsCode={news.needsCode} close={() => setLinking(false)} />
      )}
    </Section>
  )
}
