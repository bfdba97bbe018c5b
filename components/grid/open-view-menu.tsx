import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import type { Density, GridLook } from './columns.ts'
import { texts } from './texts.ts'

type Props = {
  columns: readonly { id: string; header: string }[]
  look: GridLook
  setLook: (look: GridLook) => void
  /** The label of the button. */
  label: ReactNode
  className: string
}

const ITEM =
  'flex min-h-8 cursor-default items-center gap-2 rounded-control px-2 outline-none data-highlighted:bg-sunken'

/** The menu of a list, initially open. The first column names the row and cannot be hidden. */
// biome-ignore lint/style/noDefaultExport: loaded on demand
export default function OpenViewMenu({ columns, look, setLook, label, className }: Props) {
  const t = useTexts(texts)

  function toggle(id: string, seen: boolean) {
    const others = look.hidden.filter((hidden) => hidden !== id)
    setLook({ ...look, hidden: seen ? others : [...others, id] })
  }

  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger className={className}>{label}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          className="z-40 max-h-96 min-w-48 overflow-auto rounded-panel border border-edge bg-surface p-1 text-small shadow-lg"
        >
          <DropdownMenu.Label className="px-2 py-1 text-muted">{t.columns}</DropdownMenu.Label>
          {columns.slice(1).map(({ id, header }) => (
            <DropdownMenu.CheckboxItem
              key={id}
              className={ITEM}
              checked={!look.hidden.includes(id)}
              onCheckedChange={(seen) => toggle(id, seen)}
              onSelect={(event) => event.preventDefault()}
            >
              <Tick />
              {header}
            </DropdownMenu.CheckboxItem>
          ))}
          <DropdownMenu.Label className="px-2 py-1 text-muted">{t.density}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup
            value={look.density}
            onValueChange={(density) => setLook({ ...look, density: density as Density })}
          >
            {(['calm', 'dense'] as const).map((density) => (
              <DropdownMenu.RadioItem key={density} value={density} className={ITEM}>
                <Tick />
                {t[density]}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Tick() {
  return (
    <span aria-hidden="true" className="w-4 text-accent">
      <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
    </span>
  )
}
