import { MissingPage } from '#components/ui/missing-page.tsx'

export default function NotificationNotFound() {
  return <MissingPage kind="notification" />
}
