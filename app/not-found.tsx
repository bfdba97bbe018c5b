import { MessagePage } from '#components/ui/message-page.tsx'
import { messageTexts } from '#components/ui/message-texts.ts'
import { readTexts } from './read-texts.ts'

export async function generateMetadata() {
  return { title: (await readTexts(messageTexts)).missing }
}

export default async function NotFound() {
  const t = await readTexts(messageTexts)
  return (
    <MessagePage code="404" title={t.missing}>
      <p>
        <a href="/" className="text-accent underline underline-offset-2">
          {t.back}
        </a>
      </p>
    </MessagePage>
  )
}
