'use client'

import Link from 'next/link'
import { useTexts } from '../i18n/use-texts.ts'
import { showUnseen } from '../ui/visible-text.ts'
import type { ParamProblem } from './param-problems.ts'
import { texts } from './texts.ts'

type Props = {
  problems: readonly ParamProblem[]
  /** Returns the page's label for a parameter. */
  labelOf: (name: string) => string
  /** The URL without the parameters that the page does not accept. */
  href: string
}

/** Names the parameters of the URL that the page does not accept. The page then shows no list. */
export function ParamNotice({ problems, labelOf, href }: Props) {
  const t = useTexts(texts)
  if (problems.length === 0) return null
  return (
    <div role="alert" className="grid gap-2 rounded-panel border border-warning bg-warning-paper px-4 py-3">
      <p className="font-semibold text-warning">{t.notUnderstood}</p>
      <ul className="grid gap-1">
        {problems.map(({ kind, name, value = '' }) => (
          <li key={`${kind} ${name}`} className="wrap-anywhere">
            {t[`${kind}Param`](showUnseen(kind === 'unknown' ? name : labelOf(name)), showUnseen(value))}
          </li>
        ))}
      </ul>
      <p>
        <Link href={href} prefetch={false} className="underline underline-offset-4">
          {t.withoutThem}
        </Link>
      </p>
    </div>
  )
}
