import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { LocaleProvider } from '#components/i18n/locale-provider.tsx'
import { pageTitles } from '#components/shell/page-titles.ts'
import { AbovePages } from '#components/ui/above-pages.tsx'
import { findTheme, THEME_COOKIE, type Theme } from '#components/ui/theme.ts'
import { isInbox } from './read-target.ts'
import { readLocale, readTexts } from './read-texts.ts'
import './globals.css'

export async function generateMetadata(): Promise<Metadata> {
  return {
    title: { default: 'AOI Server', template: '%s · AOI Server' },
    description: (await readTexts(pageTitles)).product,
    robots: { index: false, follow: false },
  }
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [theme, locale] = await Promise.all([readTheme(), readLocale()])
  return (
    <html lang={locale === 'qps' ? 'en' : locale} data-theme={theme}>
      <body>
        <LocaleProvider locale={locale}>
          <AbovePages>{children}</AbovePages>
        </LocaleProvider>
      </body>
    </html>
  )
}

async function readTheme(): Promise<Theme> {
  if (await isInbox()) return 'auto'
  return findTheme((await cookies()).get(THEME_COOKIE)?.value) ?? 'auto'
}
