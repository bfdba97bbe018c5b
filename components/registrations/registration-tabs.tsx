'use client'

import Link from 'next/link'
import { useTexts } from '../i18n/use-texts.ts'
import { texts } from './texts.ts'

const TABS = [
  { name: 'members', href: '/registrations' },
  { name: 'refusals', href: '/registrations/refusals' },
] as const

/** The tabs for registrations and refusals. */
export function RegistrationTabs({ current }: { current: (typeof TABS)[number]['name'] }) {
  const t = useTexts(texts)
  return (
    <nav aria-label={t.tabs} className="flex rounded-control border border-edge p-0.5 text-small">
      {TABS.map(({ name, href }) => (
        <Link
          key={name}
          href={href}
          prefetch={false}
          aria-current={name === current ? 'page' : undefined}
          className="inline-flex min-h-7 items-center rounded-control px-3 text-muted hover:text-ink aria-[current=page]:bg-ink aria-[current=page]:text-paper"
        >
          {t[name]}
        </Link>
      ))}
    </nav>
  )
}
