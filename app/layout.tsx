import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { findTheme, THEME_COOKIE } from '#components/ui/theme.ts'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'AOI Server', template: '%s · AOI Server' },
  description: 'Push for everybody’s own servers',
  robots: { index: false, follow: false },
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = findTheme((await cookies()).get(THEME_COOKIE)?.value) ?? 'auto'
  return (
    <html lang="en" data-theme={theme}>
      <body>{children}</body>
    </html>
  )
}
