import { Fragment } from 'react'
import { showUnseen } from './visible-text.ts'

/** A name with dots between its parts, as plain text: lines break after a dot rather than within a part. */
export function Dotted({ children }: { children: string }) {
  return (
    <bdi>
      {showUnseen(children)
        .split(/(?<=[.@])/)
        .map((part, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts never change and may repeat
          <Fragment key={place}>
            {place === 0 ? null : <wbr />}
            {part}
          </Fragment>
        ))}
    </bdi>
  )
}
