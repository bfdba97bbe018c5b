'use client'

import { useState } from 'react'
import type { TemplateMessage } from '#protocol/dashboard/compose.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { CopyLines } from '../ui/command.tsx'
import { Section } from '../ui/section.tsx'
import { toCli, toCurl, toTypeScript } from './send-codes.ts'
import { texts } from './texts.ts'

const WRITERS = { curl: toCurl, cli: toCli, typescript: toTypeScript } as const
const NAMES = ['curl', 'cli', 'typescript'] as const satisfies readonly (keyof typeof WRITERS)[]

type Props = { publicUrl: string; message: TemplateMessage | undefined; deliverAt: string | undefined }

/** The same act as a program sends it. */
export function Codes({ publicUrl, message, deliverAt }: Props) {
  const t = useTexts(texts)
  const [chosen, setChosen] = useState<(typeof NAMES)[number]>('curl')
  return (
    <Section title={t.codes} lead={t.codesHow}>
      <fieldset className="mb-2 flex flex-wrap gap-x-4">
        <legend className="sr-only">{t.codes}</legend>
        {NAMES.map((name) => (
          <label key={name} className="flex min-h-8 items-center gap-2 text-small">
            <input
              type="radio"
              className="size-5"
              name="code"
              checked={chosen === name}
              onChange={() => setChosen(name)}
            />
            {t[name]}
          </label>
        ))}
      </fieldset>
      {message === undefined ? null : (
        <CopyLines name={t.code} text={WRITERS[chosen]({ publicUrl, message, deliverAt })} />
      )}
    </Section>
  )
}
