import { MessagePage } from '#components/ui/message-page.tsx'

export const metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <MessagePage code="404" title="There is no such page">
      <p>
        <a href="/" className="text-accent underline underline-offset-2">
          Back to the overview
        </a>
      </p>
    </MessagePage>
  )
}
