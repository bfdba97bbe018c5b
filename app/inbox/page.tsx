import type { Metadata, Viewport } from 'next'
import { connection } from 'next/server'
import { InboxView } from '#components/inbox/inbox-view.tsx'
import { texts } from '#components/inbox/texts.ts'
import { readTexts } from '../read-texts.ts'

export async function generateMetadata(): Promise<Metadata> {
  const { inbox } = await readTexts(texts)
  return {
    title: { absolute: inbox },
    manifest: '/inbox/manifest.webmanifest',
    appleWebApp: { capable: true, title: inbox },
  }
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f6f5f1' },
    { media: '(prefers-color-scheme: dark)', color: '#121413' },
  ],
}

/** An AOI Client for a person, who needs no account: the page reads no session and no cookie. */
export default async function InboxPage() {
  await connection()
  return <InboxView />
}
