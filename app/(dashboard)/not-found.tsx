import { MessagePage } from '#components/ui/message-page.tsx'

export default function NotFoundInside() {
  return (
    <MessagePage inside code="404" title="There is nothing of that id">
      <p>It may have been removed: notifications are forgotten a week after they are over.</p>
    </MessagePage>
  )
}
