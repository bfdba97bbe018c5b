import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/text-field.tsx'
import { Refused } from './refused.tsx'
import type { Act } from './use-act.ts'

type NameProps = { label: string; maxLength: number; name: string; setName: (name: string) => void }

/** The name under which something is saved. */
export function NameField({ label, maxLength, name, setName }: NameProps) {
  return (
    <TextField
      label={label}
      required
      autoComplete="off"
      maxLength={maxLength}
      value={name}
      onChange={(event) => setName(event.target.value)}
    />
  )
}

type Props = Pick<NameProps, 'label' | 'maxLength'> & {
  act: Act
  title: string
  verb: string
  /** Stands between the title and the name. */
  summary?: ReactNode
  /** The choices below the name. */
  children: ReactNode
  /** Returns whether the server has saved it. */
  save: (name: string) => Promise<boolean>
  describeSaved: (name: string) => string
}

/** Saves something under a name, again and again. */
export function SaveForm(props: Props) {
  const { act, title, verb, summary, children, save, describeSaved, ...field } = props
  const [name, setName] = useState('')
  const [saved, setSaved] = useState<string>()

  async function submit(event: FormEvent) {
    event.preventDefault()
    const wanted = name.trim()
    if (!(await save(wanted))) return
    setSaved(wanted)
    setName('')
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-3">
      <h3 className="font-semibold">{title}</h3>
      {summary}
      <NameField {...field} name={name} setName={setName} />
      {children}
      <Refused sentence={act.refused} />
      <p role="status" className="empty:hidden">
        {saved === undefined ? null : describeSaved(saved)}
      </p>
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={act.busy} disabled={name.trim() === ''}>
          {verb}
        </Button>
      </div>
    </form>
  )
}
