import { MissingPage } from '#components/ui/missing-page.tsx'

export default function HookNotFound() {
  return <MissingPage kind="hook" />
}
