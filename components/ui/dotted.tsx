import { Fragment } from 'react'
import { PlainText } from './plain-text.tsx'

/** A name with dots between its parts: lines break after a dot rather than within a part. */
export function Dotted({ children }: { children: string }) {
  return (
    <span className="font-mono">
      {children.split(/(?<=[.@])/).map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts never change and may repeat
        <Fragment key={place}>
          {place === 0 ? null : <wbr />}
          <PlainText>{part}</PlainText>
        </Fragment>
      ))}
    </span>
  )
}
