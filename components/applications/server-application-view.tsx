'use client'

import Link from 'next/link'
import { useTexts } from '../i18n/use-texts.ts'
import { StatisticsSection } from '../statistics/statistics-section.tsx'
import { buttonClass } from '../ui/button.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { partyTexts } from './party-texts.ts'

/** The page `/applications/[id]`: the statistics of one sender, with all of its API keys. */
export function ServerApplicationView({ id, name }: { id: string; name: string }) {
  const t = useTexts(partyTexts)
  return (
    <>
      <PageTitle title={<PlainText>{name}</PlainText>} lead={t.serverLead}>
        <Link
          href={`/notifications?${new URLSearchParams({ serverApplicationId: id })}`}
          prefetch={false}
          className={buttonClass()}
        >
          {t.notifications}
        </Link>
        <Link
          href={`/applications?${new URLSearchParams({ name })}`}
          prefetch={false}
          className={buttonClass()}
        >
          {t.keys}
        </Link>
      </PageTitle>
      <StatisticsSection party={{ unit: 'sender', key: id }} />
    </>
  )
}
