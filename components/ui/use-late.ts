import { type ComponentType, useState } from 'react'
import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { showToast } from './toast.ts'

const texts = defineTexts({
  en: { away: 'The server does not answer. Try again in a moment.' },
  de: { away: 'Der Server antwortet nicht. Versuchen Sie es gleich erneut.' },
})

type Module<Props> = { default: ComponentType<Props> }

/**
 * Loads the code of a component at the first call of `want`; `Late` is undefined until then. The placeholder stays if
 * the server does not answer, and a message says so.
 */
export function useLate<Props>(load: () => Promise<Module<Props>>): {
  Late: ComponentType<Props> | undefined
  want: () => void
} {
  const t = useTexts(texts)
  const [Late, setLate] = useState<ComponentType<Props>>()
  const want = () =>
    void load().then(
      (loaded) => setLate(() => loaded.default),
      () => showToast(t.away, 'danger'),
    )
  return { Late, want }
}
