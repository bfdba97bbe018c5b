import type { ButtonHTMLAttributes } from 'react'

const LOOKS = {
  primary: 'border-accent bg-accent text-on-accent hover:border-ink',
  plain: 'border-edge bg-surface hover:border-ink',
  danger: 'border-danger bg-danger-paper text-danger hover:border-ink',
  quiet: 'border-transparent hover:border-edge',
} as const

export type ButtonLook = keyof typeof LOOKS

/** The classes of a button, for links that look like one. */
export function buttonClass(look: ButtonLook = 'plain'): string {
  return `inline-flex min-h-8 items-center justify-center gap-1.5 rounded-control border px-3 font-medium text-small disabled:opacity-60 aria-disabled:opacity-60 ${LOOKS[look]}`
}

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: ButtonLook
  /** The act is running: another press does nothing. The button keeps the focus, which a disabled button would lose. */
  busy?: boolean
}

export function Button(props: Props) {
  const { look = 'plain', busy = false, type = 'button', className = '', onClick, ...rest } = props
  return (
    <button
      {...rest}
      type={type}
      data-look={look}
      aria-disabled={busy ? true : undefined}
      aria-busy={busy}
      onClick={(event) => {
        // Also prevents the submission of the form, by this button or by Enter in a field.
        if (busy) event.preventDefault()
        else onClick?.(event)
      }}
      className={`${buttonClass(look)} ${className}`}
    />
  )
}
