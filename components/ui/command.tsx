'use client'

import { Fragment, useState } from 'react'
import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { useHydrated } from './use-hydrated.ts'

const texts = defineTexts({
  en: { copy: 'Copy', copied: 'Copied', select: 'Select it' },
  de: { copy: 'Kopieren', copied: 'Kopiert', select: 'Bitte markieren' },
})

/** A command to type, with a button that copies it. */
export function Command({ text, name }: { text: string; name: string }) {
  return (
    <div className="flex items-end gap-2 max-sm:flex-col sm:items-start rounded-control border border-line bg-sunken py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 py-0.5 max-sm:w-full font-mono text-small">
        {text.split(' ').map((word, index) => (
          // A line ends between words alone, never after the hyphens of an option.
          // biome-ignore lint/suspicious/noArrayIndexKey: the words stand still and may repeat
          <Fragment key={index}>
            {index === 0 ? null : ' '}
            <span className="inline-block max-w-full wrap-anywhere">{word}</span>
          </Fragment>
        ))}
      </code>
      <CopyButton text={text} name={name} />
    </div>
  )
}

function CopyButton({ text, name }: { text: string; name: string }) {
  const t = useTexts(texts)
  const [outcome, setOutcome] = useState<'copy' | 'copied' | 'select'>('copy')
  if (!useHydrated()) return null

  function copy() {
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('select'),
    )
  }

  return (
    <button
      type="button"
      onClick={copy}
      onBlur={() => setOutcome('copy')}
      className="min-h-6 shrink-0 rounded-control border border-edge bg-surface px-2 text-small hover:border-ink"
    >
      <span aria-live="polite">{t[outcome]}</span>
      <span className="sr-only"> {name}</span>
    </button>
  )
}
