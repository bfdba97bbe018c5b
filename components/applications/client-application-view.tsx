'use client'

import Link from 'next/link'
import { useTexts } from '../i18n/use-texts.ts'
import { StatisticsSection } from '../statistics/statistics-section.tsx'
import { buttonClass } from '../ui/button.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { partyTexts } from './party-texts.ts'

/** The page `/client-applications/[id]`: the statistics of one ApplicationName, and its lists. */
export function ClientApplicationView({ applicationName }: { applicationName: string }) {
  const t = useTexts(partyTexts)
  const query = new URLSearchParams({ applicationName })
  return (
    <>
      <PageTitle title={<PlainText>{applicationName}</PlainText>} lead={t.clientLead}>
        <Link href={`/notifications?${query}`} prefetch={false} className={buttonClass()}>
          {t.notifications}
        </Link>
        <Link href={`/tokens?${query}`} prefetch={false} className={buttonClass()}>
          {t.tokens}
        </Link>
        <Link href={`/registrations?${query}`} prefetch={false} className={buttonClass()}>
          {t.registrations}
        </Link>
      </PageTitle>
      <StatisticsSection party={{ unit: 'application', key: applicationName }} />
    </>
  )
}
