'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { Notice } from '../ui/notice.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { PhoneCard } from './phone-card.tsx'
import { texts } from './texts.ts'
import type { Phones } from './use-phones.ts'

/** The phones side by side; screen readers announce each ring. */
export function PhoneShelf({ phones }: { phones: Phones }) {
  const t = useTexts(texts)
  const rung = phones.phones.filter(({ received }) => received.length > 0).map(({ id }) => id)
  return (
    <>
      {phones.status === 'failed' ? (
        <div role="alert">
          <Notice tone="danger" title={t.failed}>
            <PlainText>{phones.failure ?? ''}</PlainText>
          </Notice>
        </div>
      ) : null}
      <p role="status" className="sr-only">
        {rung.length === 0
          ? ''
          : `${rung.join(', ')}: ${phones.phones.find(({ id }) => id === rung[0])?.received[0]?.text}`}
      </p>
      <ul className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-5">
        {phones.phones.map((phone) => (
          <PhoneCard key={phone.id} phone={phone} onToggle={() => void phones.toggle(phone.id)} />
        ))}
      </ul>
    </>
  )
}
