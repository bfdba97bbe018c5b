import { type ReactNode, useId } from 'react'

/** Attributes that connect a control with its label and its texts. */
export type ControlProps = {
  id: string
  className: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

type Props = {
  label: string
  hint?: ReactNode
  /** The reason why the value cannot be sent. */
  problem?: string | undefined
  className?: string
  children: (control: ControlProps) => ReactNode
}

const CONTROL = 'mt-1 block min-h-8 w-full rounded-control border border-edge bg-surface px-2.5'

/** A control with its label, and below it a hint or the problem with its value. */
export function Field({ label, hint, problem, className = '', children }: Props) {
  const id = useId()
  const note = problem ?? hint
  return (
    <div className={className}>
      <label htmlFor={id} className="block font-medium text-small">
        {label}
      </label>
      {children({
        ...{ id, className: CONTROL, 'aria-invalid': problem === undefined ? undefined : true },
        'aria-describedby': note === undefined ? undefined : `${id}-note`,
      })}
      {note === undefined ? null : (
        <p
          id={`${id}-note`}
          className={`mt-1 text-small ${problem === undefined ? 'text-muted' : 'text-danger'}`}
        >
          {note}
        </p>
      )}
    </div>
  )
}
