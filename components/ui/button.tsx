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
  return `inline-flex min-h-8 items-center justify-center gap-1.5 rounded-control border px-3 font-medium text-small disabled:opacity-60 ${LOOKS[look]}`
}

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: ButtonLook
  /** It works: pressing it again does nothing. */
  busy?: boolean
}

export function Button({ look = 'plain', busy = false, type = 'button', className = '', ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      disabled={busy || rest.disabled === true}
      aria-busy={busy}
      className={`${buttonClass(look)} ${className}`}
    />
  )
}
