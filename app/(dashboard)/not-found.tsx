import { MessagePage } from '#components/ui/message-page.tsx'
import { messageTexts } from '#components/ui/message-texts.ts'
import { readTexts } from '../read-texts.ts'

export default async function NotFoundInside() {
  const t = await readTexts(messageTexts)
  return (
    <MessagePage inside code="404" title={t.missingInside}>
      <p>
        <a href="/" className="text-accent underline underline-offset-2">
          {t.back}
        </a>
      </p>
    </MessagePage>
  )
}
