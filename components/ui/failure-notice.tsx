import { Notice } from './notice.tsx'

/** Why something was not done, told also to those who listen; nothing when it was, or was not tried. */
export function FailureNotice({ title, why }: { title: string; why: string | undefined }) {
  return (
    <div role="alert" className="mt-3 empty:hidden">
      {why === undefined ? null : (
        <Notice tone="danger" title={title}>
          {why}
        </Notice>
      )}
    </div>
  )
}
