'use client'

import { useEffect, useState } from 'react'
import { isMarked } from '#protocol/display.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { type Draft, readJson } from './draft.ts'
import { Field } from './field.tsx'
import { texts } from './texts.ts'

type Props = {
  draft: Pick<Draft, 'json'>
  change: (part: Pick<Draft, 'json'>) => void
  maxPayloadBytes: number
}

/** The payload as JSON, checked while it is written. */
export function JsonField({ draft: { json }, change, maxPayloadBytes }: Props) {
  const t = useTexts(texts)
  const format = useFormat()
  const read = readJson(json)
  const fault = useDisplayFault(read?.value)
  const bytes = new TextEncoder().encode(json).byteLength
  const sizes = [format.bytes(bytes), format.bytes(maxPayloadBytes)] as const
  const problem = read === undefined ? t.jsonWrong : bytes > maxPayloadBytes ? t.payloadLong(...sizes) : fault
  return (
    <Field label={t.payload} hint={t.payloadHint(...sizes)} problem={problem}>
      {(control) => (
        <textarea
          {...control}
          rows={10}
          spellCheck={false}
          value={json}
          onChange={(event) => change({ json: event.target.value })}
          className={`${control.className} py-1 font-mono text-small`}
        />
      )}
    </Field>
  )
}

/** Checks a payload for a person by the server's own schema, which is loaded for this alone. */
function useDisplayFault(payload: unknown): string | undefined {
  const [fault, setFault] = useState<string>()
  const text = JSON.stringify(payload)
  useEffect(() => {
    let isCurrent = true
    const value: unknown = text === undefined ? undefined : JSON.parse(text)
    setFault(undefined)
    if (!isMarked(value)) return
    Promise.all([import('#protocol/display-schema.ts'), import('#protocol/invalid.ts')])
      .then(([{ displayPayloadSchema }, { describeInvalid }]) => {
        const { error } = displayPayloadSchema.safeParse(value)
        if (isCurrent && error !== undefined) setFault(describeInvalid(error))
      })
      .catch(() => undefined)
    return () => {
      isCurrent = false
    }
  }, [text])
  return fault
}
