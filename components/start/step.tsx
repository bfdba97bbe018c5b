import type { ReactNode } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { texts } from './texts.ts'

type Props = { number: number; title: string; done: boolean; current: boolean; children: ReactNode }

/** One step of the list, ticked once it is done. */
export function Step({ number, title, done, current, children }: Props) {
  const t = useTexts(texts)
  return (
    <li
      aria-current={current && !done ? 'step' : undefined}
      data-done={done}
      className="grid grid-cols-[2.25rem_1fr] gap-3 rounded-panel border border-line bg-surface p-4 aria-[current=step]:border-accent"
    >
      <span
        aria-hidden="true"
        className={`grid size-8 place-items-center rounded-full border ${done ? 'border-accent bg-accent text-on-accent' : 'border-edge'}`}
      >
        {done ? '✓' : number}
      </span>
      <div className="grid min-w-0 justify-items-start gap-3 *:max-w-full">
        <h2 className="font-semibold">
          {title}
          <span className="ml-2 font-normal text-muted text-small">
            {done ? t.done : current ? t.next : ''}
          </span>
        </h2>
        {children}
      </div>
    </li>
  )
}
