import type { LiveFanOut } from './live-fan-out.ts'

/** The props of a field of recipients, in any form. */
export type FieldProps = {
  live: LiveFanOut
  /** The index of the recipient that the keyboard has reached. */
  at: number
  label: string
  /** The name of that recipient. */
  name: string
  onMove: (index: number) => void
  onOpen: (index: number) => void
}
