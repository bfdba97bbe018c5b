'use client'

import { useId } from 'react'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'

/** The reason for an act, which goes into the audit. */
export function ReasonField({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string) => void
}) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="block font-medium text-small">
        {label}
      </label>
      <textarea
        id={id}
        required
        rows={2}
        maxLength={PAGE_LIMITS.actReasonBytes}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="mt-1 block w-full rounded-control border border-edge bg-surface px-2.5 py-1.5"
      />
    </div>
  )
}
