import type { InputHTMLAttributes } from 'react'
import { useId } from 'react'

type Props = InputHTMLAttributes<HTMLInputElement> & { label: string; hint?: string | undefined }

/** A text input with a label. */
export function TextField({ label, hint, className = '', ...rest }: Props) {
  const id = useId()
  return (
    <div className={className}>
      <label htmlFor={id} className="block font-medium text-small">
        {label}
      </label>
      <input
        {...rest}
        id={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="mt-1 block min-h-8 w-full rounded-control border border-edge bg-surface px-2.5"
      />
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="mt-1 text-muted text-small">
          {hint}
        </p>
      )}
    </div>
  )
}
