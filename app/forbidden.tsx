import { MessagePage } from '#components/ui/message-page.tsx'
import { messageTexts } from '#components/ui/message-texts.ts'
import { readTexts } from './read-texts.ts'

export default async function Forbidden() {
  const t = await readTexts(messageTexts)
  return (
    <MessagePage inside code="403" title={t.forbidden}>
      <p>{t.forbiddenIs}</p>
      <p>
        <a href="/" className="text-accent underline underline-offset-2">
          {t.back}
        </a>
      </p>
      <p className="text-muted text-small">
        {t.plainNext} <code>npm start</code>.
      </p>
    </MessagePage>
  )
}
