import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { AdminKeyRow } from '#protocol/admin-keys.ts'
import { LocaleProvider } from '../i18n/locale-provider.tsx'
import { AdminKeysSection } from './admin-keys-section.tsx'

const KEY: AdminKeyRow = {
  id: '0123456789abcdef',
  name: 'terra\u202Eform',
  scopes: ['keys:write', 'operators:read'],
  createdBy: 'ada@example.com',
  createdAt: '2026-11-20T12:00:00.000Z',
  expiresAt: '2026-11-26T12:00:00.000Z',
}

function render(keys: readonly AdminKeyRow[], locale: 'en' | 'de'): string {
  const client = new QueryClient()
  const answer = { keys, more: false }
  client.setQueryData(['dashboard', 'listAdminKeys'], { answer, readAt: '2026-11-23T12:00:00.000Z' })
  return renderToString(
    <LocaleProvider locale={locale}>
      <QueryClientProvider client={client}>
        <AdminKeysSection />
      </QueryClientProvider>
    </LocaleProvider>,
  ).replaceAll('<!-- -->', '')
}

test('shows the scopes, the author and the end of a valid key, which can be revoked', () => {
  const html = render([KEY], 'en')
  for (const text of ['keys:write', 'operators:read', 'created by ada@example.com', 'Valid', 'never used'])
    expect(html).toContain(text)
  expect(html).toContain('terra⟨U+202E⟩form')
  expect(html).toContain('Revoke admin key')
})

test('offers no revocation of a key that is over', () => {
  const over = { ...KEY, expiresAt: '2026-11-22T12:00:00.000Z' }
  const revoked = { ...KEY, id: 'fedcba9876543210', revokedAt: KEY.createdAt }
  const html = render([over, revoked], 'de')
  expect(html).toContain('Abgelaufen')
  expect(html).toContain('Widerrufen')
  expect(html).not.toContain('Admin-Schlüssel widerrufen')
})
