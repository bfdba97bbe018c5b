'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { AudienceChoices, AudienceToken } from '#protocol/dashboard/compose.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { ReadFailure } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'
import { showUnseen } from '../ui/visible-text.ts'
import type { Draft } from './draft.ts'
import { Field } from './field.tsx'
import { texts } from './texts.ts'

type Props = {
  draft: Pick<Draft, 'tokens' | 'application'>
  choose: (chosen: Pick<Draft, 'tokens' | 'application'>) => void
  problem: string | undefined
}

const CHIP =
  'inline-flex min-h-8 max-w-full items-center gap-1.5 rounded-control border border-edge bg-sunken pl-2.5 text-small'
const CHOICE =
  'flex min-h-9 w-full flex-wrap items-baseline gap-x-3 rounded-control px-2.5 py-1 text-left hover:bg-sunken'

/** Chooses tokens, or every token of one application. */
export function AudienceField({ draft, choose, problem }: Props) {
  const t = useTexts(texts)
  const [text, setText] = useState('')
  const { tokens, application } = draft
  const isEmpty = tokens.length === 0 && application === ''
  const wanted = useDeferredValue(text.trim())
  const query = useQuery({
    queryKey: ['dashboard', 'findAudience', { text: wanted }],
    queryFn: ({ signal }) =>
      readDashboard<AudienceChoices>('findAudience', {
        ...{ query: wanted === '' ? {} : { text: wanted }, signal },
      }),
    enabled: isEmpty || wanted !== '',
    placeholderData: keepPreviousData,
  })

  function take(chosen: Props['draft']) {
    setText('')
    choose(chosen)
  }

  return (
    <Section title={t.to}>
      {isEmpty ? null : <Chosen draft={draft} choose={choose} />}
      <Field label={t.find} hint={t.findHint} problem={problem}>
        {(control) => (
          <input
            {...control}
            type="search"
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {query.error === null ? null : (
        <ReadFailure error={query.error} again={() => void query.refetch()} label={t.find} />
      )}
      {isEmpty || wanted !== '' ? (
        <Choices
          choices={query.data}
          chosen={tokens}
          onApplication={(name) => take({ tokens: [], application: name })}
          onToken={(token) => take({ tokens: [...tokens, token], application: '' })}
        />
      ) : null}
    </Section>
  )
}

function Chosen({ draft: { tokens, application }, choose }: Pick<Props, 'draft' | 'choose'>) {
  const t = useTexts(texts)
  const named = application === '' ? [] : [application]
  return (
    <ul className="mb-3 flex flex-wrap gap-2">
      {named.map((name) => (
        <li key={name} className={CHIP}>
          <span className="wrap-anywhere min-w-0">{t.allOf(showUnseen(name))}</span>
          <Remove
            label={t.remove(showUnseen(name))}
            onClick={() => choose({ tokens: [], application: '' })}
          />
        </li>
      ))}
      {tokens.map((token) => (
        <li key={token.tokenId} className={CHIP}>
          <TokenName token={token} />
          <Remove
            label={t.remove(token.fingerprint)}
            onClick={() => choose({ tokens: tokens.filter((one) => one !== token), application: '' })}
          />
        </li>
      ))}
    </ul>
  )
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className="grid size-8 shrink-0 place-items-center rounded-control hover:text-danger"
    >
      ×
    </button>
  )
}

function TokenName({ token }: { token: AudienceToken }) {
  const t = useTexts(texts)
  return (
    <span className="wrap-anywhere min-w-0">
      <PlainText>{token.applicationName}</PlainText> <span className="font-mono">{token.fingerprint}</span>{' '}
      <span className="text-muted">{t.members(token.members)}</span>
    </span>
  )
}

type ChoicesProps = {
  choices: AudienceChoices | undefined
  chosen: readonly AudienceToken[]
  onApplication: (name: string) => void
  onToken: (token: AudienceToken) => void
}

function Choices({ choices, chosen, onApplication, onToken }: ChoicesProps) {
  const t = useTexts(texts)
  if (choices === undefined) return <p className="mt-2 text-muted text-small">{t.searching}</p>
  const known = new Set(chosen.map(({ tokenId }) => tokenId))
  const tokens = choices.tokens.filter(({ tokenId }) => !known.has(tokenId))
  if (choices.applications.length + tokens.length === 0)
    return (
      <p role="status" className="mt-2 text-muted text-small">
        {t.noChoice}
      </p>
    )
  return (
    <ul
      aria-label={t.choices}
      className="mt-2 max-h-64 overflow-y-auto rounded-control border border-line bg-surface p-1"
    >
      {choices.applications.map((name) => (
        <li key={name}>
          <button type="button" className={CHOICE} onClick={() => onApplication(name)}>
            <span className="wrap-anywhere min-w-0 font-medium">{t.allOf(showUnseen(name))}</span>
          </button>
        </li>
      ))}
      {tokens.map((token) => (
        <li key={token.tokenId}>
          <button type="button" className={CHOICE} onClick={() => onToken(token)}>
            <TokenName token={token} />
            {token.because === undefined ? null : (
              <span className="text-muted text-small">{t.because(showUnseen(token.because))}</span>
            )}
          </button>
        </li>
      ))}
    </ul>
  )
}
