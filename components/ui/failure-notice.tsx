import { Notice } from './notice.tsx'

/** Says why an act failed, also to screen readers. Shows nothing if it succeeded or was not tried. */
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
