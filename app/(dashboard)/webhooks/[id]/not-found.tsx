import { MissingPage } from '#components/ui/missing-page.tsx'

export default function WebhookNotFound() {
  return <MissingPage kind="webhook" />
}
