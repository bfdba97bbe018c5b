import { DropdownMenu } from 'radix-ui'
import type { ButtonHTMLAttributes } from 'react'

type Props = {
  button: ButtonHTMLAttributes<HTMLButtonElement>
  items: readonly { label: string; run: () => void }[]
}

/** The menu of a cell, initially open. Its button stays after closing, so that the focus can return there. */
// biome-ignore lint/style/noDefaultExport: loaded on demand
export default function OpenCellMenu({ button, items }: Props) {
  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger {...button}>⋯</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          className="z-40 min-w-40 rounded-panel border border-edge bg-surface p-1 text-small shadow-lg"
        >
          {items.map(({ label, run }) => (
            <DropdownMenu.Item
              key={label}
              onSelect={run}
              className="flex min-h-8 max-w-80 cursor-default items-center truncate rounded-control px-3 outline-none data-highlighted:bg-sunken"
            >
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
