import { texts } from '#components/inbox/texts.ts'
import { readTexts } from '../../read-texts.ts'

/** Serves the manifest by which a phone or a desktop installs the inbox. */
export async function GET(): Promise<Response> {
  const { inbox } = await readTexts(texts)
  const manifest = {
    id: '/inbox',
    name: inbox,
    short_name: inbox,
    start_url: '/inbox',
    scope: '/inbox',
    display: 'standalone',
    background_color: '#f6f5f1',
    theme_color: '#f6f5f1',
    icons: [
      { src: '/inbox/icon1.png', sizes: '192x192', type: 'image/png' },
      { src: '/inbox/icon2.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: '/inbox/icon2.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  }
  return Response.json(manifest, { headers: { 'content-type': 'application/manifest+json' } })
}
