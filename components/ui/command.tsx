'use client'

import { Fragment, type RefObject, useRef, useState } from 'react'
import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { copyElement } from './copy-text.ts'
import { useHydrated } from './use-hydrated.ts'

const texts = defineTexts({
  en: {
    copy: 'Copy',
    copied: 'Copied',
    select: 'Press Ctrl C',
    copyFailed: 'The browser does not let the page copy. The text is selected: press Ctrl C or ⌘ C.',
  },
  de: {
    copy: 'Kopieren',
    copied: 'Kopiert',
    select: 'Strg C drücken',
    copyFailed:
      'Der Browser lässt die Seite nicht kopieren. Der Text ist markiert: Drücken Sie Strg C oder ⌘ C.',
  },
})

/** A command to type, with a button that copies it. */
export function Command({ text, name }: { text: string; name: string }) {
  const code = useRef<HTMLElement>(null)
  return (
    <div className="flex items-end gap-2 max-sm:flex-col sm:items-start rounded-control border border-line bg-sunken py-1 pr-1 pl-3">
      <code ref={code} className="min-w-0 flex-1 py-0.5 max-sm:w-full font-mono text-small">
        {text.split(' ').map((word, index) => (
          // A line breaks only between words, never after the hyphens of an option.
          // biome-ignore lint/suspicious/noArrayIndexKey: the words stand still and may repeat
          <Fragment key={index}>
            {index === 0 ? null : ' '}
            <span className="inline-block max-w-full wrap-anywhere">{word}</span>
          </Fragment>
        ))}
      </code>
      <CopyButton text={text} name={name} code={code} />
    </div>
  )
}

/** Lines of a file, with a button that copies them. */
export function CopyLines({ text, name }: { text: string; name: string }) {
  const code = useRef<HTMLElement>(null)
  return (
    <div className="grid justify-items-end gap-1 rounded-control border border-line bg-sunken py-1 pr-1 pl-3">
      <pre className="w-full min-w-0 py-0.5">
        <code ref={code} className="wrap-anywhere whitespace-pre-wrap font-mono text-small">
          {text}
        </code>
      </pre>
      <CopyButton text={text} name={name} code={code} />
    </div>
  )
}

type CopyProps = { text: string; name: string; code: RefObject<HTMLElement | null> }

function CopyButton({ text, name, code }: CopyProps) {
  const t = useTexts(texts)
  const [outcome, setOutcome] = useState<'copy' | 'copied' | 'select'>('copy')
  if (!useHydrated()) return null

  async function copy() {
    if (code.current === null) return
    setOutcome((await copyElement(code.current, { text, copyFailed: t.copyFailed })) ? 'copied' : 'select')
  }

  return (
    <button
      type="button"
      onClick={() => void copy()}
      onBlur={() => setOutcome('copy')}
      className="min-h-6 shrink-0 rounded-control border border-edge bg-surface px-2 text-small hover:border-ink"
    >
      <span aria-live="polite">{t[outcome]}</span>
      <span className="sr-only"> {name}</span>
    </button>
  )
}
