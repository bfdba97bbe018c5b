import { cookies } from 'next/headers'
import { connection } from 'next/server'
import { QueryProvider } from '#components/live/query-provider.tsx'
import { OverviewView } from '#components/overview/overview-view.tsx'
import { findTheme, THEME_COOKIE } from '#components/ui/theme.ts'
import { ThemeSwitch } from '#components/ui/theme-switch.tsx'
import { admitTo } from './admit-to.ts'
import { findOverview } from './find-overview.ts'

export default async function OverviewPage() {
  await connection()
  await admitTo('overview')
  const [overview, jar] = await Promise.all([findOverview(), cookies()])
  const theme = findTheme(jar.get(THEME_COOKIE)?.value) ?? 'auto'
  return (
    <QueryProvider>
      <OverviewView initial={overview} controls={<ThemeSwitch chosen={theme} />} />
    </QueryProvider>
  )
}
