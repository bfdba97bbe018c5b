import type { Display } from '#protocol/display.ts'
import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { PlainText } from './plain-text.tsx'
import { showUnseen } from './visible-text.ts'

const texts = defineTexts({
  en: { label: 'As a person sees it', opens: 'opens', silent: 'without a sound', tag: 'replaces' },
  de: { label: 'So sieht es eine Person', opens: 'öffnet', silent: 'ohne Ton', tag: 'ersetzt' },
})

/** A payload for a person, as text: its sender chose every word, so nothing is markup and no image is loaded. */
export function DisplayCard({ display }: { display: Display }) {
  const t = useTexts(texts)
  const { title: heading, body, navigate, tag, lang, dir = 'auto', silent, actions = [] } = display
  return (
    <section
      aria-label={t.label}
      lang={lang}
      dir={dir}
      className="mb-3 max-w-md rounded-panel border border-edge bg-surface p-4 shadow-sm"
    >
      <p className="wrap-anywhere font-semibold">
        <PlainText>{heading}</PlainText>
      </p>
      {body === undefined ? null : (
        <p className="wrap-anywhere mt-1 whitespace-pre-wrap">
          <bdi>{showUnseen(body, { keepLines: true })}</bdi>
        </p>
      )}
      <ul className="mt-2 grid gap-1 text-muted text-small">
        {navigate === undefined ? null : <Address label={t.opens} address={navigate} />}
        {actions.map(({ action, title, navigate: address }) => (
          <Address key={action} label={title} address={address ?? action} />
        ))}
        {tag === undefined ? null : <Address label={t.tag} address={tag} />}
        {silent === true ? <li>{t.silent}</li> : null}
      </ul>
    </section>
  )
}

/** Addresses are text, not links: an operator must not follow the link of a stranger by a slip. */
function Address({ label, address }: { label: string; address: string }) {
  return (
    <li className="wrap-anywhere">
      <PlainText>{label}</PlainText>: <PlainText className="font-mono">{address}</PlainText>
    </li>
  )
}
