'use client'

import Link from 'next/link'
import { useTexts } from '../i18n/use-texts.ts'
import { StatisticsSection } from '../statistics/statistics-section.tsx'
import { buttonClass } from '../ui/button.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { partyTexts } from './party-texts.ts'
import { SenderKeys } from './sender-keys.tsx'

type Props = { id: string; name: string; mayManage: boolean }

/** The page `/applications/[id]`: the API keys and the statistics of one sender, with all of its API keys. */
export function ServerApplicationView({ id, name, mayManage }: Props) {
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
      </PageTitle>
      <SenderKeys {...{ id, mayManage }} />
      <StatisticsSection party={{ unit: 'sender', key: id }} />
    </>
  )
}
