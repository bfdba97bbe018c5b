import { TextField } from '../ui/text-field.tsx'

const CHARACTERS = 12

type Props = {
  label: string
  name?: string
  /** Gets the fewest characters that the server accepts. */
  hint?: (characters: string) => string
}

/** The field in which a person chooses a password. */
export function NewPasswordField({ label, name = 'password', hint }: Props) {
  return (
    <TextField
      {...{ label, name }}
      {...(hint !== undefined && { hint: hint(String(CHARACTERS)) })}
      type="password"
      minLength={CHARACTERS}
      autoComplete="new-password"
      required
    />
  )
}
