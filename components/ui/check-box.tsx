import type { InputHTMLAttributes, ReactNode } from 'react'

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'onChange'> & {
  label: ReactNode
  onChange?: (checked: boolean) => void
  /** Height and size of the text. */
  className?: string
}

/** A check box with its label beside it. */
export function CheckBox({ label, onChange, className = 'min-h-6', ...rest }: Props) {
  return (
    <label className={`flex items-center gap-2 ${className}`}>
      <input
        {...rest}
        type="checkbox"
        className="size-5 shrink-0 accent-accent"
        {...(onChange !== undefined && { onChange: ({ target }) => onChange(target.checked) })}
      />
      {label}
    </label>
  )
}
