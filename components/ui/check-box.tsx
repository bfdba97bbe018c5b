type Props = {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  /** Height and size of the text. */
  className?: string
}

/** A check box with its label beside it. */
export function CheckBox({ label, checked, onChange, className = 'min-h-6' }: Props) {
  return (
    <label className={`flex items-center gap-2 ${className}`}>
      <input
        type="checkbox"
        className="size-5 accent-accent"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  )
}
