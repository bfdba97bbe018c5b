import { EndingNotice } from '#components/ui/ending-notice.tsx'
import { MissingPage } from '#components/ui/missing-page.tsx'
import { findClientEnding } from './find-client-ending.ts'

/** The page admits the operator before it finds nothing. */
export default async function AoiClientNotFound() {
  const ending = await findClientEnding()
  return (
    <MissingPage kind="aoiClient">
      {ending === undefined ? undefined : <EndingNotice kind="deregistered" ending={ending} />}
    </MissingPage>
  )
}
