import type { ReactNode } from 'react'

const TONES = {
  warning: { box: 'border-warning bg-warning-paper', title: 'text-warning', sign: '!' },
  danger: { box: 'border-danger bg-danger-paper', title: 'text-danger', sign: '×' },
} as const

/** Information that a person needs before reading on: the fact, then the next step. */
export function Notice(props: { tone: keyof typeof TONES; title: string; children: ReactNode }) {
  const tone = TONES[props.tone]
  return (
    <div className={`flex gap-3 rounded-panel border px-4 py-3 ${tone.box}`}>
      <span aria-hidden="true" className={`font-mono font-bold ${tone.title}`}>
        {tone.sign}
      </span>
      <div className="min-w-0">
        <p className={`font-semibold ${tone.title}`}>{props.title}</p>
        <div className="mt-0.5">{props.children}</div>
      </div>
    </div>
  )
}
