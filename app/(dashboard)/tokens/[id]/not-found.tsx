import { MissingPage } from '#components/ui/missing-page.tsx'

export default function TokenNotFound() {
  return <MissingPage kind="token" />
}
