'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { SavedAudienceRow } from '#protocol/dashboard/audiences.ts'
import type { AudienceChoices, AudienceToken } from '#protocol/dashboard/compose.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { ReadFailure } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'
import { showUnseen } from '../ui/visible-text.ts'
import { audienceOf, type DraftAudience, NO_AUDIENCE } from './audience.ts'
import { audienceTexts } from './audience-texts.ts'
import { AudiencesButton } from './audiences-button.tsx'
import { Field } from './field.tsx'
import { texts } from './texts.ts'
import { useAudiences } from './use-audiences.ts'
import { useDescribeAudience } from './use-describe-audience.ts'

type Props = {
  draft: DraftAudience
  choose: (chosen: DraftAudience) => void
  problem: string | undefined
}

const AUDIENCES_SHOWN = 10
const CHIP =
  'inline-flex min-h-8 max-w-full items-center gap-1.5 rounded-control border border-edge bg-sunken pl-2.5 text-small'
const CHOICE =
  'flex min-h-9 w-full flex-wrap items-baseline gap-x-3 rounded-control px-2.5 py-1 text-left hover:bg-sunken'

/** Chooses tokens one by one, every token of one application, or a saved audience. */
export function AudienceField({ draft, choose, problem }: Props) {
  const t = useTexts(texts)
  const [text, setText] = useState('')
  const { tokens } = draft
  const isEmpty = audienceOf(draft) === undefined
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

  const audiences = useAudiences()

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
          audiences={findNamed(audiences.data?.audiences, wanted)}
          onAudience={(saved) => take({ ...NO_AUDIENCE, saved })}
          onApplication={(name) => take({ ...NO_AUDIENCE, application: name })}
          onToken={(token) => take({ ...NO_AUDIENCE, tokens: [...tokens, token] })}
        />
      ) : null}
      <div className="mt-3">
        <AudiencesButton
          draft={draft}
          use={({ id, name }) => take({ ...NO_AUDIENCE, saved: { id, name } })}
        />
      </div>
    </Section>
  )
}

function findNamed(audiences: readonly SavedAudienceRow[] = [], text: string): SavedAudienceRow[] {
  const wanted = text.toLowerCase()
  return audiences.filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, AUDIENCES_SHOWN)
}

function Chosen({ draft, choose }: Pick<Props, 'draft' | 'choose'>) {
  const t = useTexts(texts)
  const { tokens, application, rule, saved } = draft
  const isWhole = saved !== undefined || rule !== undefined || application !== ''
  return (
    <ul className="mb-3 flex flex-wrap gap-2">
      {isWhole ? <WholeChip draft={draft} remove={() => choose(NO_AUDIENCE)} /> : null}
      {tokens.map((token) => (
        <li key={token.tokenId} className={CHIP}>
          <TokenName token={token} />
          <Remove
            label={t.remove(token.fingerprint)}
            onClick={() => choose({ ...NO_AUDIENCE, tokens: tokens.filter((one) => one !== token) })}
          />
        </li>
      ))}
    </ul>
  )
}

type WholeProps = { draft: DraftAudience; remove: () => void }

/** Recipients that are not chosen one by one. */
function WholeChip({ draft: { application, rule, saved }, remove }: WholeProps) {
  const t = useTexts(texts)
  const names = useTexts(audienceTexts)
  const describe = useDescribeAudience()
  const label =
    saved === undefined
      ? describe(rule ?? { applicationName: application })
      : names.audience(showUnseen(saved.name))
  const removed = saved?.name ?? (rule === undefined ? application : label)
  return (
    <li className={CHIP}>
      <span className="wrap-anywhere min-w-0 py-1">
        {label}
        {rule !== undefined && 'clients' in rule ? (
          <span className="block text-muted">{names.clientsNote}</span>
        ) : null}
      </span>
      <Remove label={t.remove(showUnseen(removed))} onClick={remove} />
    </li>
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
  audiences: readonly SavedAudienceRow[]
  chosen: readonly AudienceToken[]
  onAudience: (audience: { id: string; name: string }) => void
  onApplication: (name: string) => void
  onToken: (token: AudienceToken) => void
}

function Choices({ choices, audiences, chosen, onAudience, onApplication, onToken }: ChoicesProps) {
  const t = useTexts(texts)
  const names = useTexts(audienceTexts)
  if (choices === undefined) return <p className="mt-2 text-muted text-small">{t.searching}</p>
  const known = new Set(chosen.map(({ tokenId }) => tokenId))
  const tokens = choices.tokens.filter(({ tokenId }) => !known.has(tokenId))
  if (audiences.length + choices.applications.length + tokens.length === 0)
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
      {audiences.map(({ id, name }) => (
        <li key={id}>
          <button type="button" className={CHOICE} onClick={() => onAudience({ id, name })}>
            <span className="wrap-anywhere min-w-0 font-medium">{names.audience(showUnseen(name))}</span>
          </button>
        </li>
      ))}
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
